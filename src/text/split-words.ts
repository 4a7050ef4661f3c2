import { kindOf, signKind, toLower } from './letters.ts'

/** Letters of a word that count; the rest is passed over, so that no word can fill the memory. */
export const maxWordLetters = 64
const maxRepeats = 3

const hyphen = 0x2d
const apostrophe = 0x27
const curlyApostrophe = 0x2019
const isDigit = (code: number) => code >= 48 && code <= 57

/** A token and where it stands in its text, in UTF-16 units. */
export interface Token {
  readonly text: string
  readonly from: number
  readonly to: number
}

/**
 * Splits a text into words and signs, in lower case.
 *
 * 1. A word is a run of letters, marks and digits. One apostrophe or hyphen between two of them belongs to it, and so does
 *    a full stop or comma between two digits. A curly apostrophe becomes a straight one.
 * 2. In scripts without spaces (Han, Kana, Thai, Lao, Khmer, Myanmar) each sign is a word.
 * 3. Any other visible sign is a token; a run of the same sign is one, of three at most.
 * 4. Spaces, controls, formats and lone surrogates separate.
 *
 * It looks only at the text and a pinned table (Unicode 16 or later, see `letters.generated.ts`), never at the engine's.
 */
export function splitWords(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const code = text.codePointAt(at)!
    const kind = kindOf(code)
    const from = at
    at += width(code)
    if (kind === signKind.unseen) continue
    if (kind === signKind.word) {
      at = wordEnd(text, at, code)
      tokens.push({ text: lowered(text, from, at), from, to: at })
    } else if (kind === signKind.alone) {
      while (at < text.length && isMark(text.codePointAt(at)!)) at += width(text.codePointAt(at)!)
      tokens.push({ text: lowered(text, from, at), from, to: at })
    } else {
      let repeats = 1
      for (; at < text.length && text.codePointAt(at) === code; at += width(code)) repeats++
      tokens.push({ text: String.fromCodePoint(code).repeat(Math.min(repeats, maxRepeats)), from, to: at })
    }
  }
  return tokens
}

const width = (code: number) => (code > 0xffff ? 2 : 1)
/** Combining marks that follow a sign of their own: the common block only. */
const isMark = (code: number) => code >= 0x300 && code <= 0x36f

function wordEnd(text: string, start: number, first: number): number {
  let at = start
  let before = first
  while (at < text.length) {
    const code = text.codePointAt(at)!
    if (kindOf(code) === signKind.word) {
      before = code
      at += width(code)
      continue
    }
    const next = at + 1 < text.length ? text.codePointAt(at + 1)! : 0
    const joins = code === hyphen || code === apostrophe || code === curlyApostrophe
    const inNumber = (code === 0x2e || code === 0x2c) && isDigit(before) && isDigit(next)
    if (!inNumber && !(joins && kindOf(next) === signKind.word)) return at
    before = code
    at++
  }
  return at
}

function lowered(text: string, from: number, to: number): string {
  let word = ''
  let letters = 0
  for (let at = from; at < to && letters < maxWordLetters; letters++) {
    const code = text.codePointAt(at)!
    word += String.fromCodePoint(code === curlyApostrophe ? apostrophe : toLower(code))
    at += width(code)
  }
  return word
}
