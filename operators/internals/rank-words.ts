import { exp } from '../../src/numeric/exp.ts'
import type { TypingState } from './typing-state.ts'
import type { TypingWords } from './typing-words.ts'

export interface Suggestion {
  readonly word: string
  /** That it is this word, given what is typed of it and that those passed over are not it; among the words known. */
  readonly probability: number
}

export interface RankOptions {
  /** Suggestions at most. */
  readonly count: number
  /** How much of the probability the user's own last words have, once there are `ownWords` of them. */
  readonly ownShare: number
  readonly ownWords: number
}

/**
 * The likeliest words that begin with what is typed: those of the network, mixed with the user's own last words. Ties go
 * by the alphabet.
 */
export function rankWords(words: TypingWords, typing: TypingState, prefix: string, options: RankOptions): Suggestion[] {
  const { state, logSum } = typing.boundaries.at(-1)!
  const range = words.rangeOf(prefix)
  const logits = words.logits(state, range)
  const share = options.ownShare * Math.min(1, typing.own.length / options.ownWords) || 0
  const own = countOwn(typing.own, prefix)
  const passed = new Set(typing.shown)
  // By place in the range, as looking a word up costs more than its e^logit.
  const isPassed = new Uint8Array(logits.length)
  const mine = new Float64Array(own.size > 0 ? logits.length : 0)
  const mark = (word: string, set: (at: number) => void) => {
    const place = words.placeOf(word)
    if (place !== undefined && place >= range.from && place < range.to) set(place - range.from)
  }
  for (const word of passed) mark(word, (at) => (isPassed[at] = 1))
  for (const [word, count] of own) mark(word, (at) => (mine[at] = (share * count) / typing.own.length))
  const best: { word: string; chance: number }[] = []
  let sum = 0
  const offer = (word: string, chance: number) => {
    if (options.count === 0 || (best.length === options.count && !isBetter(word, chance, best.at(-1)!))) return
    let at = best.length
    while (at > 0 && isBetter(word, chance, best[at - 1]!)) at--
    best.splice(at, 0, { word, chance })
    if (best.length > options.count) best.pop()
  }
  for (let i = 0; i < logits.length; i++) {
    if (isPassed[i] === 1) continue
    let chance = (1 - share) * exp(logits[i]! - logSum!)
    if (mine.length > 0) chance += mine[i]!
    sum += chance
    const place = range.from + i
    // Words come in alphabetical order: one that is only as likely as the last of the list does not get in.
    const least = best.length === options.count ? (best.at(-1)?.chance ?? Infinity) : -Infinity
    if (words.offered[place] === 0 || chance <= least) continue
    const word = words.words[place]!
    if (word !== prefix) offer(word, chance)
  }
  for (const [word, count] of own) {
    if (words.placeOf(word) !== undefined || passed.has(word)) continue
    const chance = (share * count) / typing.own.length
    sum += chance
    if (word !== prefix) offer(word, chance)
  }
  return best.map(({ word, chance }) => ({ word, probability: chance / sum }))
}

function isBetter(word: string, chance: number, than: { word: string; chance: number }): boolean {
  return chance > than.chance || (chance === than.chance && word < than.word)
}

function countOwn(own: readonly string[], prefix: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of own) if (word.startsWith(prefix)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}
