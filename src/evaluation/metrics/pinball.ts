import { checkPairs } from './check-pairs.ts'
import { meanOver } from './mean-over.ts'

/** Pinball (quantile) loss of forecasts of the quantile `level` (0 to 1), in units of the value. */
export function pinball(actual: ArrayLike<number>, quantile: ArrayLike<number>, level: number): number {
  checkPairs(actual, quantile)
  return meanOver(actual.length, (i) => pinballLoss(actual[i]!, quantile[i]!, level))
}

/** The loss of one forecast. */
export function pinballLoss(actual: number, quantile: number, level: number): number {
  return actual >= quantile ? level * (actual - quantile) : (1 - level) * (quantile - actual)
}
