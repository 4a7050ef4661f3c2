import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { TokenStream } from '../../../src/training/language/next/next-window.ts'
import { dataFile } from './data-file.ts'

export interface PennTreebank {
  /** The most frequent first; <eos>, <unk> and N among them. */
  readonly vocabulary: readonly string[]
  readonly train: TokenStream
  /** The first 19 twentieths of train, and the rest: to learn from, and to choose by. */
  readonly learned: TokenStream
  readonly held: TokenStream
  readonly valid: TokenStream
}

/** Penn Treebank words in Mikolov's preprocessing, an <eos> after each line. */
export function pennTreebank(): PennTreebank {
  const read = (part: string): string[] =>
    gunzipSync(readFileSync(dataFile('ptb', `ptb.${part}.txt.gz`)))
      .toString()
      .split('\n')
      .filter((line) => line.trim() !== '')
      .flatMap((line) => [...line.trim().split(/\s+/), '<eos>'])
  const [train, valid] = [read('train'), read('valid')]
  const counts = new Map<string, number>()
  for (const word of train) counts.set(word, (counts.get(word) ?? 0) + 1)
  const vocabulary = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([word]) => word)
  const places = new Map(vocabulary.map((word, place) => [word, place]))
  const toStream = (words: readonly string[]): TokenStream => {
    const ids = Int32Array.from(words, (word) => places.get(word)!)
    return { rows: ids, words: ids }
  }
  const cut = Math.floor(0.95 * train.length)
  const [learned, held] = [train.slice(0, cut), train.slice(cut)]
  return {
    ...{ vocabulary, train: toStream(train), learned: toStream(learned) },
    ...{ held: toStream(held), valid: toStream(valid) },
  }
}
