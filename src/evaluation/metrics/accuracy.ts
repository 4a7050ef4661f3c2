import { checkPairs } from './check-pairs.ts'
import { meanOver } from './mean-over.ts'

/** Share of labels that are right, 0 to 1. */
export function accuracy<Label>(actual: ArrayLike<Label>, predicted: ArrayLike<Label>): number {
  checkPairs(actual, predicted)
  return meanOver(actual.length, (i) => (actual[i] === predicted[i] ? 1 : 0))
}
