import { checkPairs } from './check-pairs.ts'
import { meanOver } from './mean-over.ts'

/**
 * Interval score (Winkler 1972; Gneiting and Raftery 2007), in units of the value: the width, plus 2 / (1 - coverage)
 * times how far an actual lies outside. Smaller is better; honest ends are optimal.
 *
 * @param nominal the coverage that the interval was made for, 0 to 1
 */
export function intervalScore(
  actual: ArrayLike<number>,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
  nominal: number,
): number {
  checkPairs(actual, lower, upper)
  return meanOver(actual.length, (i) => intervalLoss(actual[i]!, lower[i]!, upper[i]!, nominal))
}

/** The score of one interval. */
export function intervalLoss(actual: number, lower: number, upper: number, nominal: number): number {
  const outside = actual < lower ? lower - actual : actual > upper ? actual - upper : 0
  return upper - lower + (2 / (1 - nominal)) * outside
}
