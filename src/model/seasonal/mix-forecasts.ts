import { exp } from '../../numeric/exp.ts'
import type { MixtureHead } from './mixture-head.ts'
import type { SeasonalMoment } from './seasonal-extractor.ts'
import type { SeasonalInput } from './seasonal-input.ts'

/** Larger forecasts are cut. */
const largest = 1e300

/**
 * The values that a mixture head's outputs stand for, one a horizon.
 *
 * @param outputs [horizons][residual, gates...]
 */
export function mixForecasts(
  { unit, ahead }: SeasonalInput,
  { horizons, candidates: count }: MixtureHead,
  outputs: Float32Array,
  { level, scale, floor, candidates }: SeasonalMoment,
): number[] {
  return horizons.map((horizon, n) => {
    const at = n * (1 + count)
    let most = -Infinity
    for (let c = 1; c <= count; c++) most = Math.max(most, outputs[at + c]!)
    let sum = 0
    let mixed = 0
    for (let c = 0; c < count; c++) {
      const share = exp(outputs[at + 1 + c]! - most)
      sum += share
      mixed += share * candidates[c * ahead + horizon - 1]!
    }
    const x = level + scale * (outputs[at]! + mixed / sum)
    return Math.max(floor, Math.min(largest, unit === 'log-return' ? exp(x) : x))
  })
}
