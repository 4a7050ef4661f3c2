import { KneserNey } from '../../../scripts/models/kneser-ney.ts'
import type { Model } from '../../../src/model/model.ts'
import { readWithModel } from '../../../src/training/language/next/score-next.ts'
import { Keystrokes } from './keystrokes.ts'
import type { PennTreebank } from './penn-treebank.ts'
import { NeuralCache, neuralWords, UnigramCache, type CacheSettings } from './word-caches.ts'

export interface WordScores {
  readonly perplexity: number
  readonly top1: number
  readonly top3: number
  /** Shares of keystrokes: a list that may repeat itself, and one that leaves out what was passed over. */
  readonly saved: number
  readonly savedUnrepeated: number
}

/** Adds up what a contender says, place by place of the text. */
class Sheet {
  #loss = 0
  #words = 0
  #first = 0
  #three = 0
  readonly #repeating: Keystrokes
  readonly #unrepeating: Keystrokes

  constructor(vocabulary: readonly string[]) {
    this.#repeating = new Keystrokes(vocabulary, { repeat: true })
    this.#unrepeating = new Keystrokes(vocabulary, { repeat: false })
  }

  add(chances: Float64Array, word: number): void {
    const own = chances[word]!
    let better = 0
    for (let w = 0; w < chances.length; w++) if (chances[w]! > own) better++
    this.#loss -= Math.log(own)
    this.#words++
    if (better === 0) this.#first++
    if (better < 3) this.#three++
    this.#repeating.add(word, chances)
    this.#unrepeating.add(word, chances)
  }

  get scores(): WordScores {
    return {
      perplexity: Math.exp(this.#loss / this.#words),
      top1: this.#first / this.#words,
      top3: this.#three / this.#words,
      saved: this.#repeating.saved,
      savedUnrepeated: this.#unrepeating.saved,
    }
  }
}

export interface ModelScores {
  readonly plain: WordScores
  /** With the last words of the text mixed in. */
  readonly unigram: WordScores
  /** With what came after hidden states like the one now. */
  readonly neural: WordScores
}

/** Without a cache, and with two of them. */
export function scoreModel(
  model: Model,
  { vocabulary, valid }: Pick<PennTreebank, 'vocabulary' | 'valid'>,
  settings: CacheSettings,
): ModelScores {
  const [plain, unigram, neural] = [0, 1, 2].map(() => new Sheet(vocabulary)) as [Sheet, Sheet, Sheet]
  const chances = new Float64Array(vocabulary.length)
  const mixed = new Float64Array(vocabulary.length)
  const words = new UnigramCache(vocabulary.length)
  const states = new NeuralCache(model.spec.layers.at(-1)!.hidden)
  const weights = new Float64Array(neuralWords)
  readWithModel(model, valid, ({ h, logits, logSum, word, at }) => {
    words.add(valid.words[at - 1]!)
    const { share } = settings.unigram
    for (let w = 0; w < chances.length; w++) {
      const chance = (chances[w] = Math.exp(logits[w]! - logSum))
      mixed[w] = (1 - share) * chance + share * words.chanceOf(w)
    }
    plain.add(chances, word)
    unigram.add(mixed, word)
    const own = states.kept === 0 ? 1 : 1 - settings.neural.share
    for (let w = 0; w < chances.length; w++) mixed[w] = own * chances[w]!
    states.compare(h)
    states.weights(settings.neural.sharpness, weights)
    for (let n = 0; n < states.kept; n++) mixed[states.wordAt(n)]! += settings.neural.share * weights[n]!
    neural.add(mixed, word)
    states.add({ h, word })
  })
  return { plain: plain.scores, unigram: unigram.scores, neural: neural.scores }
}

export function scoreTrigramWords({ vocabulary, train, valid }: PennTreebank): WordScores {
  const model = new KneserNey(train.words, vocabulary.length)
  const sheet = new Sheet(vocabulary)
  const chances = new Float64Array(vocabulary.length)
  for (let i = 2; i < valid.words.length; i++) {
    model.after(valid.words[i - 2]!, valid.words[i - 1]!, chances)
    sheet.add(chances, valid.words[i]!)
  }
  return sheet.scores
}
