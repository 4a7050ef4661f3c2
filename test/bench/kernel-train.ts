import { stateSize } from '../../src/model/spec.ts'
import { tensorLayout } from '../../src/model/tensors.ts'
import { kernelEngine } from '../../src/training/kernel-engine.ts'
import { createTrainer, type TrainerInput } from '../../src/training/trainer.ts'
import type { FirstStep } from './train-peer.ts'
import type { TrainProblem } from './train-problem.ts'

export interface KernelTrainOptions extends Pick<TrainerInput, 'threads' | 'engine'> {
  readonly shards?: number
  /** Updates of one trainer, so that none starts an epoch; a new one's threads take a while to help. Default 500. */
  readonly chunks?: number
}

export interface KernelTrain {
  /** Timesteps a second, the median of all updates in about `ms` milliseconds. */
  measure(ms: number): number
  close(): void
}

/**
 * The whole trainer: the data's way into a chunk, forward, loss, backward, clipping and Adam. On one thread in terms of the
 * process' own time, so that other work on the machine does not count; on more, of the clock on the wall.
 */
export function createKernelTrain(
  { spec, weights, x, y, inputs, batch, timesteps }: TrainProblem,
  { threads, shards, engine, chunks = 500 }: KernelTrainOptions = {},
): KernelTrain {
  const sequences = Array.from({ length: batch }, (_, n) => {
    const column = (from: Float32Array, size: number) =>
      Float32Array.from({ length: chunks * timesteps * size }, (_value, i) => {
        const t = Math.floor(i / size) % timesteps
        return from[(t * batch + n) * size + (i % size)]!
      })
    return { inputs: column(x, inputs), targets: column(y, 1) }
  })
  const options = {
    ...{ batch, timesteps, shards, burnIn: 0, updates: 1_000_000, validateEvery: 1_000_000 },
    learningRate: { peak: 1e-3 },
    loss: { point: 'squared' },
  } as const
  const start = () => createTrainer({ network: spec, weights, sequences, options, threads, engine })
  let trainer = start()
  const now = () => {
    const { user, system } = process.cpuUsage()
    return shards === undefined ? (user + system) / 1000 : performance.now()
  }
  return {
    measure(ms: number): number {
      const times: number[] = []
      const end = performance.now() + ms
      while (performance.now() < end || times.length < 5) {
        if (trainer.progress().updates >= chunks - 1) {
          trainer.close()
          trainer = start()
          trainer.update()
        }
        const begin = now()
        trainer.update()
        times.push(now() - begin)
      }
      return (1000 * batch * timesteps) / times.toSorted((a, b) => a - b)[times.length >> 1]!
    },
    close: () => trainer.close(),
  }
}

/** For the check that all contenders train the same network. */
export function kernelFirstStep({ spec, weights, x, y, batch, timesteps }: TrainProblem): FirstStep {
  const network = kernelEngine.createNetwork(spec, weights)
  const states = new Float32Array(batch * stateSize(spec))
  const { outputs } = network.forward(x, states, timesteps, batch)
  const residuals = outputs.map((value, i) => value - y[i]!)
  const loss = residuals.reduce((sum, r) => sum + (0.5 * r * r) / residuals.length, 0)
  network.backward(residuals.map((r) => r / residuals.length))
  const { offset, length } = tensorLayout(spec).tensors.find(({ name }) => name === 'layers.0.recurrentWeights')!
  const norm = Math.hypot(...network.gradients.subarray(offset, offset + length))
  network.close()
  return { loss, norm, version: 'kernel' }
}
