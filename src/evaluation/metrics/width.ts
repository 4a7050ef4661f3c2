import { checkPairs } from './check-pairs.ts'
import { meanOver } from './mean-over.ts'

/** Mean width of intervals, in units of the value. */
export function width(lower: ArrayLike<number>, upper: ArrayLike<number>): number {
  checkPairs(lower, upper)
  return meanOver(lower.length, (i) => upper[i]! - lower[i]!)
}
