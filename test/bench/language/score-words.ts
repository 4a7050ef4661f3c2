import { KneserNey } from '../../../scripts/models/kneser-ney.ts'
import type { Model } from '../../../src/model/model.ts'
import { readWithModel } from '../../../src/training/language/next/score-next.ts'
import { Keystrokes } from './keystrokes.ts'
import type { PennTreebank } from './penn-treebank.ts'

/** Share and length of the unigram cache; chosen on the end of the training text. */
const cacheShare = 0.06
const cacheWords = 500

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

/** Without a cache, and with the words of the text so far mixed in. */
export function scoreModel(
  model: Model,
  { vocabulary, valid }: PennTreebank,
): { plain: WordScores; cached: WordScores } {
  const [plain, cached] = [new Sheet(vocabulary), new Sheet(vocabulary)]
  const chances = new Float64Array(vocabulary.length)
  const mixed = new Float64Array(vocabulary.length)
  const recent: number[] = []
  const counts = new Float64Array(vocabulary.length)
  readWithModel(model, valid, ({ logits, logSum, word, at }) => {
    const said = valid.words[at - 1]!
    recent.push(said)
    counts[said]!++
    if (recent.length > cacheWords) counts[recent.shift()!]!--
    for (let w = 0; w < chances.length; w++) {
      const chance = (chances[w] = Math.exp(logits[w]! - logSum))
      mixed[w] = (1 - cacheShare) * chance + (cacheShare * counts[w]!) / recent.length
    }
    plain.add(chances, word)
    cached.add(mixed, word)
  })
  return { plain: plain.scores, cached: cached.scores }
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
