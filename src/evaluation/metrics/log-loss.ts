import { log } from '../../numeric/log.ts'
import { checkPairs } from './check-pairs.ts'
import { meanOver } from './mean-over.ts'

/** A probability of 0 for what happened would cost infinitely much; double precision can't mean it. */
const least = 2.220446049250313e-16

/**
 * Mean of -log p of the class that it was, in nats.
 *
 * @param actual class indices
 * @param probabilities [actual][class]
 */
export function logLoss(actual: ArrayLike<number>, probabilities: ArrayLike<ArrayLike<number>>): number {
  checkPairs(actual, probabilities)
  return meanOver(actual.length, (i) => logTerm(probabilities[i]![actual[i]!]!))
}

/** -log p, bounded. */
export function logTerm(probability: number): number {
  return -log(Math.min(1 - least, Math.max(least, probability)))
}
