import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { unicodeVersion } from '../../../src/text/letters.generated.ts'
import { kindOf, signKind, toLower } from '../../../src/text/letters.ts'
import { splitCharacters } from '../../../src/text/split-characters.ts'
import { maxWordLetters, splitWords } from '../../../src/text/split-words.ts'

const words = (text: string) => splitWords(text).map((token) => token.text)

describe('words', () => {
  test.each([
    ['The movie was good, later boring.', ['the', 'movie', 'was', 'good', ',', 'later', 'boring', '.']],
    ["It's well-known; don’t!", ["it's", 'well-known', ';', "don't", '!']],
    ["'tis rock-'n'", ["'", 'tis', 'rock', '-', "'", 'n', "'"]],
    ['1,000.5 or 3.x', ['1,000.5', 'or', '3', '.', 'x']],
    ['wait..... no!!', ['wait', '...', 'no', '!!']],
    ['ÉCOLE ΣΑΣ Ünï', ['école', 'σασ', 'ünï']],
    ['日本語です', ['日', '本', '語', 'で', 'す']],
    ['שלום עולם', ['שלום', 'עולם']],
    ['a\ud800b\u200b😀', ['a', 'b', '😀']],
    [' \n\t', []],
    ['', []],
  ])('%j', (text, expected) => expect(words(text)).toEqual(expected))

  test('say where they stand', () => {
    const text = '  Déjà-vu, 😀ok'
    expect(splitWords(text).map(({ from, to }) => text.slice(from, to))).toEqual(['Déjà-vu', ',', '😀', 'ok'])
  })

  test('are cut at a limit', () => {
    const [word, ...rest] = splitWords('x'.repeat(100_000))
    expect(word!.text).toHaveLength(maxWordLetters)
    expect(word!.to).toBe(100_000)
    expect(rest).toEqual([])
  })
})

test('characters: visible signs, and one space between them', () => {
  expect(splitCharacters('  Hi \n you😀 ').map((token) => token.text)).toEqual(['h', 'i', ' ', 'y', 'o', 'u', '😀'])
})

/** How many characters a version of Unicode has, as it says of itself. */
const charactersOf: Readonly<Record<string, number>> = { '16.0': 154_998, '17.0': 159_801 }

test('the pinned table is that of its Unicode version, and this Node knows just what was added since', () => {
  const letter = /[\p{L}\p{M}\p{N}]/u
  const unseen = /[\p{Z}\p{C}]/u
  let added = 0
  for (let code = 0; code <= 0x10ffff; code++) {
    const text = String.fromCodePoint(code)
    const kind = kindOf(code)
    if (kind === signKind.unseen && !unseen.test(text)) {
      added++
      continue
    }
    if ((kind === signKind.word) !== letter.test(text) && kind !== signKind.alone) {
      expect.fail(`U+${code.toString(16)} is of kind ${kind}`)
    }
    const lower = text.toLowerCase()
    if ([...lower].length === 1 && toLower(code) !== lower.codePointAt(0))
      expect.fail(`lower case of U+${code.toString(16)}`)
  }
  const now = process.versions.unicode
  expect(added, `Unicode ${now}`).toBe(charactersOf[now!]! - charactersOf[unicodeVersion]!)
})

test('no code of this folder asks the engine about letters', () => {
  const folder = join(import.meta.dirname, '../../../src/text')
  for (const file of ['split-words.ts', 'split-characters.ts', 'letters.ts']) {
    expect(readFileSync(join(folder, file), 'utf8')).not.toMatch(/\\p\{|toLowerCase|normalize/)
  }
})
