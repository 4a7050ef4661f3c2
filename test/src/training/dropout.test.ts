import { describe, expect, it } from 'vitest'
import { createSequenceNetwork } from '../../../src/kernel/create-sequence-network.ts'
import type { NetworkSpec } from '../../../src/kernel/stepper.ts'
import { stateSize } from '../../../src/model/spec.ts'
import { tensorLayout } from '../../../src/model/tensors.ts'
import { createRandom } from '../../../src/numeric/random.ts'
import { createChunkPass } from '../../../src/training/chunk-pass.ts'
import { createDropout, dropoutSchema } from '../../../src/training/dropout.ts'
import { createLoss } from '../../../src/training/losses/create-loss.ts'
import { createTrainer } from '../../../src/training/trainer.ts'
import { echoTask } from './echo-task.ts'

const spec: NetworkSpec = {
  input: { kind: 'vector', size: 3 },
  layers: [
    { cell: 'gru', hidden: 10, reset: 'before' },
    { cell: 'lstm', hidden: 7 },
  ],
  head: { kind: 'forecast', horizons: [1], quantiles: [], target: 'difference' },
}
const [timesteps, streams] = [5, 8]
const random = createRandom(9)
const draw = (length: number, scale = 1) => Float32Array.from({ length }, () => scale * random.normal())
const weights = draw(tensorLayout(spec).length, 0.4)
const of = (options: object, streamsFrom = 0, count = streams) =>
  createDropout(spec, dropoutSchema.parse(options), { seed: 4, streams: count, firstStream: streamsFrom })
const all = { input: 0.2, output: 0.5, recurrent: 0.25 }

describe('dropout', () => {
  it('drops the share it is asked to and keeps the mean', () => {
    const dropout = of(all, 0, 4000)
    dropout.begin(7, createSequenceNetwork(spec, weights))
    const check = (mask: Float32Array, rate: number) => {
      expect(mask.filter((value) => value === 0).length / mask.length).toBeCloseTo(rate, 1)
      expect(mask.reduce((sum, value) => sum + value, 0) / mask.length).toBeCloseTo(1, 1)
      expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / (1 - rate))]))
    }
    check(dropout.inputs!, 0.2)
    dropout.outputs.forEach((mask) => check(mask, 0.5))
  })

  it('draws a stream alike wherever its shard begins, and every chunk anew', () => {
    const network = createSequenceNetwork(spec, weights)
    const [whole, half, later] = [of(all), of(all, 4, 4), of(all)]
    whole.begin(3, network)
    half.begin(3, network)
    later.begin(4, network)
    expect(half.outputs.map((mask) => [...mask])).toEqual(whole.outputs.map((mask) => [...mask.slice(mask.length / 2)]))
    expect(later.outputs).not.toEqual(whole.outputs)
  })

  it('thins recurrent weights for a chunk and leaves the parameters as they are', () => {
    const network = createSequenceNetwork(spec, weights)
    const run = () => network.forward(new Float32Array(3).fill(1), new Float32Array(stateSize(spec)).fill(0.5), 1, 1)
    const whole = run().outputs.slice()
    const dropout = of({ recurrent: 0.5 })
    dropout.begin(0, network)
    expect(network.parameters).toEqual(weights)
    expect(run().outputs).not.toEqual(whole)
    network.gradients.fill(1)
    dropout.end(network)
    expect(run().outputs).toEqual(whole)
    const recurrent = tensorLayout(spec).tensors.map(({ name, offset, length }) => ({
      name,
      untouched: network.gradients.subarray(offset, offset + length).every((value) => value === 1),
    }))
    for (const { name, untouched } of recurrent) expect(untouched).toBe(!name.endsWith('recurrentWeights'))
  })

  it('has the gradients that finite differences give', () => {
    const chunk = {
      inputs: draw(timesteps * streams * 3),
      targets: draw(timesteps * streams),
      weights: new Float32Array(timesteps * streams).fill(1),
    }
    const network = createSequenceNetwork(spec, weights)
    const pass = createChunkPass(
      network,
      createLoss(spec.head, { point: 'squared', delta: 1, smoothing: 0 }),
      { timesteps, streams },
      of(all),
    )
    const meanLoss = () => {
      network.load()
      const { loss, weight } = pass(chunk, new Float32Array(streams * stateSize(spec)), 2)
      return loss / weight
    }
    meanLoss()
    const gradients = network.gradients.slice()
    const largest = Math.max(...gradients.map(Math.abs))
    for (let i = 0; i < weights.length; i += 7) {
      const step = 0.01
      network.parameters[i] = weights[i]! + step
      const above = meanLoss()
      network.parameters[i] = weights[i]! - step
      const difference = (above - meanLoss()) / (2 * step)
      network.parameters[i] = weights[i]!
      expect(Math.abs(difference - gradients[i]!) / largest).toBeLessThan(2e-3)
    }
  })

  it('is for training only', () => {
    const task = echoTask({ dropout: all, validateEvery: 10 })
    const trainer = createTrainer(task)
    for (let i = 0; i < 10; i++) trainer.update()
    const { weights: trained, report } = trainer.result()
    const plain = createTrainer({ ...echoTask({}), weights: trained })
    expect(plain.progress().validationLoss).toBe(report.validationLoss)
  })
})
