import { kindOf, signKind } from '../../src/text/letters.ts'
import { splitWords } from '../../src/text/split-words.ts'
import type { TypingState, WordBoundary } from './typing-state.ts'

/** Boundaries that backspace can go back over. */
const maxBoundaries = 6
/** Longer words are cut: what comes after is not remembered. */
const maxTyped = 256

export const backspace = '\b'
const inWord = new Set(['-', "'", '’'])
const sentenceEnds = new Set(['.', '!', '?'])

/** What the caller must do with a state before typing goes on: step it by a token. */
export interface TypingStep {
  readonly state: Float32Array
  readonly token: string
}

export interface TypingOptions {
  readonly stateSize: number
  readonly sentenceEnd: string | undefined
  /** Last words of the user's own that are kept. */
  readonly ownWords: number
}

/** Takes what was typed into the state, sign by sign; asks for a step of the network at every word that ends. */
export function* takeTyped(typing: TypingState, typed: string, options: TypingOptions): Generator<TypingStep> {
  if (typing.boundaries.length === 0) {
    const state = new Float32Array(options.stateSize)
    if (options.sentenceEnd !== undefined) yield { state, token: options.sentenceEnd }
    typing.boundaries.push({ text: '', word: 0, own: 0, state, logSum: undefined })
  }
  for (const sign of typed) {
    if (sign === backspace || sign === '\u007f') takeBack(typing)
    else if (isPart(sign, typing.typed)) {
      if (typing.typed.length < maxTyped) typing.typed += sign
    } else yield* endWord(typing, sign, options)
  }
}

function isPart(sign: string, typed: string): boolean {
  return kindOf(sign.codePointAt(0)!) === signKind.word || (inWord.has(sign) && typed !== '')
}

function* endWord(typing: TypingState, sign: string, options: TypingOptions): Generator<TypingStep> {
  const { typed, boundaries } = typing
  const last = boundaries.at(-1)!
  const tokens = splitWords(typed + sign)
  if (tokens.length === 0) {
    if (last.text.length - last.word < maxTyped) last.text += sign
    return
  }
  const state = last.state.slice()
  let own = 0
  for (const { text } of tokens) {
    yield { state, token: text }
    if (sentenceEnds.has(text) && options.sentenceEnd !== undefined) yield { state, token: options.sentenceEnd }
    if (kindOf(text.codePointAt(0)!) < signKind.word) continue
    typing.own.push(text)
    own++
  }
  if (typing.own.length > options.ownWords) typing.own.splice(0, typing.own.length - options.ownWords)
  const boundary: WordBoundary = { text: typed + sign, word: typed.length, own, state, logSum: undefined }
  boundaries.push(boundary)
  if (boundaries.length > maxBoundaries) boundaries.shift()
  typing.typed = ''
  typing.shown = []
}

/** One sign less. Past the oldest boundary that is kept nothing is left to take back. */
function takeBack(typing: TypingState): void {
  const { boundaries } = typing
  if (typing.typed !== '') {
    typing.typed = withoutLast(typing.typed)
    return
  }
  const last = boundaries.at(-1)!
  const text = withoutLast(last.text)
  if (text.length > last.word) {
    last.text = text
    return
  }
  if (boundaries.length === 1) return
  boundaries.pop()
  if (last.own > 0) typing.own.splice(Math.max(0, typing.own.length - last.own))
  typing.typed = text
  typing.shown = []
}

function withoutLast(text: string): string {
  const low = text.charCodeAt(text.length - 1)
  return text.slice(0, low >= 0xdc00 && low <= 0xdfff ? -2 : -1)
}
