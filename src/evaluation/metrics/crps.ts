import { checkPairs } from './check-pairs.ts'
import { meanOver } from './mean-over.ts'
import { pinballLoss } from './pinball.ts'

/**
 * Continuous ranked probability score from quantiles, in units of the value: twice the mean pinball loss over the
 * levels. For n levels (i - 1/2) / n it is exactly the score of the quantiles as an ensemble; for a few levels it is the
 * usual approximation, and comparable between forecasts with the same levels only.
 *
 * @param quantiles [actual][level]
 */
export function crps(
  actual: ArrayLike<number>,
  quantiles: ArrayLike<ArrayLike<number>>,
  levels: ArrayLike<number>,
): number {
  checkPairs(actual, quantiles)
  return meanOver(actual.length, (i) => {
    const own = quantiles[i]!
    checkPairs(levels, own)
    return 2 * meanOver(levels.length, (n) => pinballLoss(actual[i]!, own[n]!, levels[n]!))
  })
}
