import { exp } from '../../src/numeric/exp.ts'
import { kindOf, signKind } from '../../src/text/letters.ts'
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
    const place = range.from + i
    const word = words.words[place]!
    if (passed.has(word)) continue
    let chance = (1 - share) * exp(logits[i]! - logSum!)
    const mine = own.size > 0 ? own.get(word) : undefined
    if (mine !== undefined) chance += (share * mine) / typing.own.length
    sum += chance
    if (words.silent[place] === 0 && isWord(word) && word !== prefix) offer(word, chance)
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

function isWord(word: string): boolean {
  return kindOf(word.codePointAt(0) ?? 0) >= signKind.word
}
