import type { HeadSpec, ModelSpec } from '../model/spec.ts'
import { tensorLayout } from '../model/tensors.ts'
import type { ForecastSequence } from './make-forecast-sequences.ts'

/**
 * Sets the head's quantile biases to the quantiles of the training targets, so that training starts at the band that
 * knows nothing but history; the point starts at 0, the last value.
 */
export function setForecastBias(
  weights: Float32Array,
  spec: ModelSpec,
  sequences: readonly Pick<ForecastSequence, 'targets' | 'validationFrom'>[],
): void {
  const head = spec.head as Extract<HeadSpec, { kind: 'forecast' }>
  const { offset } = tensorLayout(spec).tensors.find(({ name }) => name === 'head.bias')!
  const { horizons, quantiles } = head
  horizons.forEach((_, h) => {
    const known: number[] = []
    for (const { targets, validationFrom } of sequences) {
      for (let t = 0; t < validationFrom!; t++) {
        const target = targets[t * horizons.length + h]!
        if (!Number.isNaN(target)) known.push(target)
      }
    }
    if (known.length === 0) return
    const sorted = Float64Array.from(known).sort()
    quantiles.forEach((level, q) => {
      weights[offset + h * (1 + quantiles.length) + 1 + q] = sorted[Math.floor(level * (sorted.length - 1))]!
    })
  })
}
