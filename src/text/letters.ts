import { aloneRanges, lowerRuns, unseenRanges, wordRanges } from './letters.generated.ts'

/** What a code point is to the word rule. */
export const signKind = { unseen: 0, symbol: 1, word: 2, alone: 3 } as const

interface Ranges {
  readonly starts: Uint32Array
  readonly ends: Uint32Array
}

const word = parseRanges(wordRanges)
const alone = parseRanges(aloneRanges)
const unseen = parseRanges(unseenRanges)
const lower = parseLower(lowerRuns)
const basicPlane = 0x10000
/** Kinds of the first 65,536 code points; the rest is looked up. */
const kinds = new Uint8Array(basicPlane).fill(signKind.symbol)
fill(unseen, signKind.unseen)
fill(word, signKind.word)
fill(alone, signKind.alone)

/** By the pinned table, so that every engine splits a text alike. */
export function kindOf(code: number): number {
  if (code < basicPlane) return kinds[code]!
  if (contains(alone, code)) return signKind.alone
  if (contains(word, code)) return signKind.word
  return contains(unseen, code) ? signKind.unseen : signKind.symbol
}

/** The lower-case letter of a letter that has one of its own; all else stays. */
export function toLower(code: number): number {
  if (code < 0x80) return code >= 65 && code <= 90 ? code + 32 : code
  return lower.get(code) ?? code
}

function parseRanges(text: string): Ranges {
  const pairs = text.split(',').map((pair) => pair.split(' ').map((digits) => parseInt(digits, 36)))
  const starts = new Uint32Array(pairs.length)
  const ends = new Uint32Array(pairs.length)
  let at = -1
  pairs.forEach(([gap, length], i) => {
    starts[i] = at + 1 + gap!
    at = ends[i] = starts[i] + length!
  })
  return { starts, ends }
}

function parseLower(text: string): Map<number, number> {
  const letters = new Map<number, number>()
  for (const run of text.split(',')) {
    const [first, count, step, by] = run.split(' ').map((digits) => parseInt(digits, 36))
    for (let i = 0; i < count!; i++) letters.set(first! + i * step!, first! + i * step! + by!)
  }
  return letters
}

function fill({ starts, ends }: Ranges, kind: number): void {
  for (let i = 0; i < starts.length && starts[i]! < basicPlane; i++) {
    kinds.fill(kind, starts[i], Math.min(ends[i]! + 1, basicPlane))
  }
}

function contains({ starts, ends }: Ranges, code: number): boolean {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= code) low = middle
    else high = middle - 1
  }
  return starts[low]! <= code && code <= ends[low]!
}
