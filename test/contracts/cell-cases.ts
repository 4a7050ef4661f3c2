import type { NetworkSpec } from '../../src/kernel/stepper.ts'
import { inputSize, outputSize, stateSize, type LayerSpec } from '../../src/model/spec.ts'
import { tensorLayout } from '../../src/model/tensors.ts'

type CellForm = readonly [name: string, layer: (hidden: number) => LayerSpec]

/** Every cell in every form, by the name that tests print. */
export const plainForms: readonly CellForm[] = [
  ['rnn', (hidden) => ({ cell: 'rnn', hidden })],
  ['lstm', (hidden) => ({ cell: 'lstm', hidden })],
  ['gru', (hidden) => ({ cell: 'gru', hidden, reset: 'before' })],
  ['gru, reset after', (hidden) => ({ cell: 'gru', hidden, reset: 'after' })],
]

/** The same, with layer normalisation of what each layer takes in, too. */
export const cellForms: readonly CellForm[] = [
  ...plainForms,
  ...plainForms.map(([name, layer]): CellForm => [
    `${name}, layer norm`,
    (hidden) => ({ ...layer(hidden), layerNorm: true }),
  ]),
]

export function networkSpec(inputs: number, layers: readonly LayerSpec[], outputs: number): NetworkSpec {
  const horizons = Array.from({ length: outputs }, (_, i) => i + 1)
  return {
    input: { kind: 'vector', size: inputs },
    layers: [...layers],
    head: { kind: 'forecast', horizons, quantiles: [], target: 'difference' },
  }
}

/** Seeded numbers in [-scale, scale) that float32 holds exactly. */
export function seededNumbers(seed: number, length: number, scale: number): Float64Array {
  let state = (seed * 2_654_435_761) >>> 0 || 1
  return Float64Array.from({ length }, () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return Math.fround(((state >>> 0) / 2 ** 31 - 1) * scale)
  })
}

/** A batch with everything that forward and backward take, for a spec. */
export function seededBatch(spec: NetworkSpec, timesteps: number, sequences: number, seed = 1) {
  return {
    weights: seededNumbers(seed, tensorLayout(spec).length, 0.5),
    inputs: seededNumbers(seed + 1, timesteps * sequences * inputSize(spec), 1),
    states: seededNumbers(seed + 2, sequences * stateSize(spec), 0.5),
    outputGradients: seededNumbers(seed + 3, timesteps * sequences * outputSize(spec), 1),
    stateGradients: seededNumbers(seed + 4, sequences * stateSize(spec), 1),
  }
}

/** Largest difference, as a part of the largest number expected where that is above 1. */
export function largestError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let error = 0
  let size = 1
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!)
    if (!(difference <= error)) error = difference
    size = Math.max(size, Math.abs(expected[i]!))
  }
  return actual.length === expected.length ? error / size : NaN
}

/** Largest difference as a part of the largest number expected. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let size = 0
  for (let i = 0; i < expected.length; i++) size = Math.max(size, Math.abs(expected[i]!))
  return largestError(
    Array.from(actual, (value) => value / size),
    Array.from(expected, (value) => value / size),
  )
}
