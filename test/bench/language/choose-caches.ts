import type { Model } from '../../../src/model/model.ts'
import type { TokenStream } from '../../../src/training/language/next/next-window.ts'
import { readWithModel } from '../../../src/training/language/next/score-next.ts'
import { NeuralCache, neuralWords, UnigramCache, type CacheSettings } from './word-caches.ts'

const shares = [0.02, 0.04, 0.06, 0.08, 0.1, 0.13, 0.16, 0.2]
const sharpnesses = [0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7]

/** Settings of the caches with which a text that the model never saw is likeliest. */
export function chooseCaches(model: Model, held: TokenStream): CacheSettings {
  const unigram = new UnigramCache(model.spec.input.kind === 'tokens' ? model.spec.input.vocabulary.length : 0)
  const neural = new NeuralCache(model.spec.layers.at(-1)!.hidden)
  const unigramLosses = shares.map(() => 0)
  const neuralLosses = sharpnesses.map(() => shares.map(() => 0))
  const weights = new Float64Array(neuralWords)
  readWithModel(model, held, ({ at, h, logits, logSum, word }) => {
    unigram.add(held.words[at - 1]!)
    const own = Math.exp(logits[word]! - logSum)
    add(unigramLosses, own, unigram.chanceOf(word))
    neural.compare(h)
    sharpnesses.forEach((sharpness, s) => {
      neural.weights(sharpness, weights)
      let chance = 0
      for (let n = 0; n < neural.kept; n++) if (neural.wordAt(n) === word) chance += weights[n]!
      add(neuralLosses[s]!, own, chance)
    })
    neural.add({ h, word })
  })
  const best = neuralLosses.flatMap((losses, s) => losses.map((loss, k) => ({ loss, s, k })))
  const { s, k } = best.reduce((least, one) => (one.loss < least.loss ? one : least))
  return {
    unigram: { share: shares[unigramLosses.indexOf(Math.min(...unigramLosses))]! },
    neural: { share: shares[k]!, sharpness: sharpnesses[s]! },
  }
}

function add(losses: number[], own: number, cached: number): void {
  shares.forEach((share, k) => (losses[k]! -= Math.log((1 - share) * own + share * cached)))
}
