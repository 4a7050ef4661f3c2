import { exp } from '../../numeric/exp.ts'
import { log } from '../../numeric/log.ts'
import { checkPairs } from './check-pairs.ts'
import { meanOver } from './mean-over.ts'

/** Perplexity: e to the mean of -log p of the words that came. 1 is certainty; as good as choosing among so many. */
export function perplexity(probabilities: ArrayLike<number>): number {
  checkPairs(probabilities)
  return exp(-meanOver(probabilities.length, (i) => log(probabilities[i]!)))
}
