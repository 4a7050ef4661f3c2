import { checkPairs } from './check-pairs.ts'
import { meanOver } from './mean-over.ts'

/** Mean absolute error, in units of the value. Throws `INPUT_INVALID` for empty or unequal lists, as all metrics do. */
export function mae(actual: ArrayLike<number>, forecast: ArrayLike<number>): number {
  checkPairs(actual, forecast)
  return meanOver(actual.length, (i) => Math.abs(actual[i]! - forecast[i]!))
}
