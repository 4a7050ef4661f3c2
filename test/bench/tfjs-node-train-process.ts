// Answers the bench `train` with tfjs-node: the engine's own operations, its optimiser and one gradient a step.
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { stateSize } from '../../src/model/spec.ts'
import { tensorLayout } from '../../src/model/tensors.ts'
import { loadTensorFlow } from '../../src/training/engines/tfjs/load-tensorflow.ts'
import { runNetwork } from '../../src/training/engines/tfjs/run-network.ts'
import type { FirstStep } from './train-peer.ts'
import type { TrainProblem } from './train-problem.ts'

const from = pathToFileURL(join(process.env['TFJS_NODE_APP']!, 'package.json'))
const { tf } = await loadTensorFlow({ backend: 'node', from })

type Request = ({ readonly op: 'open' } & TrainProblem) | { readonly op: 'measure'; readonly ms: number }
let train: { step(): void; readonly timesteps: number } | undefined

function open({ spec, inputs, batch, timesteps, weights, x, y }: TrainProblem): FirstStep {
  const variables = new Map(
    tensorLayout(spec).tensors.map(({ name, shape, offset, length }) => [
      name,
      tf.variable(tf.tensor([...weights].slice(offset, offset + length), [...shape])),
    ]),
  )
  const rows = timesteps * batch
  const chunk = tf.tensor2d([...x], [rows, inputs])
  const targets = tf.tensor2d([...y], [rows, 1])
  const zeros = tf.tensor2d(new Float32Array(batch * stateSize(spec)), [batch, stateSize(spec)])
  const loss = () => {
    const { outputs } = runNetwork(tf, spec, variables, chunk, zeros, timesteps)
    return tf.mul<ReturnType<typeof tf.scalar>>(0.5, tf.mean(tf.square(tf.sub(outputs, targets))))
  }
  const recurrent = variables.get('layers.0.recurrentWeights')!
  const { value, grads } = tf.variableGrads(loss, [recurrent])
  const norm = tf.norm(grads[recurrent.name]!).dataSync()[0]!
  const adam = tf.train.adam(1e-3)
  train = { step: () => tf.tidy(() => void adam.minimize(loss, true)!.dataSync()), timesteps: rows }
  return { loss: value.dataSync()[0]!, norm, version: `tfjs-node ${tf.version_core}` }
}

function measure(ms: number): { readonly rate: number } {
  const times: number[] = []
  const end = performance.now() + ms
  while (performance.now() < end || times.length < 5) {
    const start = process.cpuUsage()
    train!.step()
    const { user, system } = process.cpuUsage(start)
    times.push((user + system) / 1000)
  }
  const median = times.toSorted((a, b) => a - b)[times.length >> 1]!
  return { rate: (1000 * train!.timesteps) / median }
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request
  console.log(JSON.stringify(request.op === 'open' ? open(request) : measure(request.ms)))
}
