import { checkPairs } from './check-pairs.ts'
import { meanOver } from './mean-over.ts'

/**
 * Share of actuals among the `k` most probable classes, 0 to 1. Of equal probabilities the lower index comes first.
 *
 * @param actual class indices
 * @param probabilities [actual][class]; logits do as well
 */
export function topKAccuracy(
  actual: ArrayLike<number>,
  probabilities: ArrayLike<ArrayLike<number>>,
  k: number,
): number {
  checkPairs(actual, probabilities)
  return meanOver(actual.length, (i) => (rankOf(actual[i]!, probabilities[i]!) < k ? 1 : 0))
}

/** How many classes come before this one. */
export function rankOf(actual: number, probabilities: ArrayLike<number>): number {
  const own = probabilities[actual]!
  let before = 0
  for (let n = 0; n < probabilities.length; n++) {
    if (probabilities[n]! > own || (n < actual && probabilities[n] === own)) before++
  }
  return before
}
