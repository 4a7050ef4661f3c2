import type { NetworkSpec } from '../kernel/stepper.ts'
import { inputSize, outputSize, stateSize, type HeadSpec, type LayerSpec } from '../model/spec.ts'
import { tensorLayout } from '../model/tensors.ts'
import { createRandom, type Random } from '../numeric/random.ts'
import type { TrainerInput } from '../training/trainer.ts'
import type { TrainingInput } from '../training/training-options.ts'

/** Every cell and form, and a stack of all of them; sizes that fill no register. */
export const layerForms = {
  rnn: [{ cell: 'rnn', hidden: 9 }],
  lstm: [{ cell: 'lstm', hidden: 9 }],
  'gru, reset before': [{ cell: 'gru', hidden: 9, reset: 'before' }],
  'gru, reset after': [{ cell: 'gru', hidden: 9, reset: 'after' }],
  'a stack of all': [
    { cell: 'gru', hidden: 5, reset: 'after' },
    { cell: 'lstm', hidden: 7 },
    { cell: 'rnn', hidden: 6 },
    { cell: 'gru', hidden: 4, reset: 'before' },
  ],
  'layer normalisation of the inputs': [{ cell: 'lstm', hidden: 9, layerNorm: true }],
  'a stack with layer normalisation': [
    { cell: 'rnn', hidden: 9 },
    { cell: 'lstm', hidden: 6, layerNorm: true },
    { cell: 'gru', hidden: 7, reset: 'before', layerNorm: true },
  ],
} as const satisfies Readonly<Record<string, readonly LayerSpec[]>>

const inputs = 3

const forecastHead = (horizons: number, quantiles: number[] = []): HeadSpec => ({
  kind: 'forecast',
  horizons: Array.from({ length: horizons }, (_, i) => i + 1),
  quantiles,
  target: 'difference',
})

export function networkOf(layers: readonly LayerSpec[], outputs: number): NetworkSpec {
  return { input: { kind: 'vector', size: inputs }, layers: [...layers], head: forecastHead(outputs) }
}

/** Seeded matrices for one forward and backward; [timesteps][sequences][...]. */
export function chunkProblem(spec: NetworkSpec, timesteps: number, sequences: number) {
  const random = createRandom(7)
  const positions = timesteps * sequences
  return {
    weights: numbers(random, tensorLayout(spec).length, 0.6),
    inputs: numbers(random, positions * inputSize(spec)),
    states: numbers(random, sequences * stateSize(spec)),
    outputGradients: numbers(random, positions * outputSize(spec)),
    stateGradients: numbers(random, sequences * stateSize(spec)),
  }
}

interface Task {
  readonly head: HeadSpec
  readonly loss?: TrainingInput['loss']
  /** What to say after `x` [inputs] of this timestep and of the one before: [targets]. */
  targets(x: Float32Array, before: Float32Array): readonly number[]
}

/** One for every loss of a head; each can only be done with a state. */
export const trainingTasks = {
  squared: {
    head: forecastHead(2),
    loss: { point: 'squared' },
    targets: (x, before) => [x[0]! * before[0]!, before[1]!],
  },
  'huber and quantiles': {
    head: forecastHead(1, [0.1, 0.9]),
    loss: { point: 'huber', delta: 0.5 },
    targets: (x, before) => [2 * x[0]! + before[1]!],
  },
  'two classes': {
    head: { kind: 'label', classes: ['down', 'up'] },
    targets: (x, before) => [x[0]! > before[0]! ? 1 : 0],
  },
  'softmax, smoothed': {
    head: { kind: 'next', vocabulary: ['a', 'b', 'c', 'd'] },
    loss: { smoothing: 0.1 },
    targets: (x, before) => [(x[0]! > 0 ? 1 : 0) + (before[1]! > 0 ? 2 : 0)],
  },
} as const satisfies Readonly<Record<string, Task>>

/** A training whose every step can be looked at: a validation stretch would only hide them. */
export function taskProblem(layers: readonly LayerSpec[], name: keyof typeof trainingTasks): TrainerInput {
  const task: Task = trainingTasks[name]
  const network: NetworkSpec = { input: { kind: 'vector', size: inputs }, layers: [...layers], head: task.head }
  const random = createRandom(11)
  const sequences = [40, 53, 61].map((timesteps) => {
    const values = numbers(random, timesteps * inputs)
    const at = (t: number) => values.subarray(t * inputs, (t + 1) * inputs)
    const targets = Array.from({ length: timesteps }, (_, t) => task.targets(at(t), at(Math.max(0, t - 1))))
    return { inputs: values, targets: Float32Array.from(targets.flat()) }
  })
  return {
    network,
    weights: numbers(random, tensorLayout(network).length, 0.4),
    sequences,
    options: {
      seed: 5,
      updates: 1000,
      batch: 4,
      timesteps: 8,
      burnIn: 3,
      segment: 24,
      validateEvery: 1,
      learningRate: { peak: 0.02 },
      ...(task.loss && { loss: task.loss }),
    },
  }
}

/** Uniform in -scale..scale. */
function numbers(random: Random, length: number, scale = 1): Float32Array {
  return Float32Array.from({ length }, () => scale * (2 * random.next() - 1))
}
