import { checkPairs } from './check-pairs.ts'
import { meanOver } from './mean-over.ts'

/**
 * Brier score in its first form (1950): the mean over actuals of the squared distance between the probabilities and
 * what happened, summed over classes; 0 to 2. For two classes it is twice the score of the second class alone.
 *
 * @param actual class indices
 * @param probabilities [actual][class]
 */
export function brier(actual: ArrayLike<number>, probabilities: ArrayLike<ArrayLike<number>>): number {
  checkPairs(actual, probabilities)
  return meanOver(actual.length, (i) => brierTerm(actual[i]!, probabilities[i]!))
}

/** The distance for one actual. */
export function brierTerm(actual: number, probabilities: ArrayLike<number>): number {
  let sum = 0
  for (let n = 0; n < probabilities.length; n++) {
    const error = probabilities[n]! - (n === actual ? 1 : 0)
    sum += error * error
  }
  return sum
}
