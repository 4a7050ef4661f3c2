import { checkPairs } from './check-pairs.ts'
import { meanOver } from './mean-over.ts'

/** Share of actuals inside their interval, ends included; 0 to 1. */
export function coverage(actual: ArrayLike<number>, lower: ArrayLike<number>, upper: ArrayLike<number>): number {
  checkPairs(actual, lower, upper)
  return meanOver(actual.length, (i) => (actual[i]! >= lower[i]! && actual[i]! <= upper[i]! ? 1 : 0))
}
