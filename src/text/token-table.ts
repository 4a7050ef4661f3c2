import type { TokensSpec } from '../model/spec.ts'
import { fnv1a } from './fnv-1a.ts'
import { splitCharacters } from './split-characters.ts'
import { splitWords, type Token } from './split-words.ts'

/** Finds a model's rows for the tokens of a text. */
export interface TokenTable {
  /** Rows of the embedding: those of the vocabulary, then the buckets that unknown tokens share. */
  readonly rows: number
  split(text: string): Token[]
  /** Of any token; two unknown ones may share a row. `hash` is its FNV-1a, where that is known already. */
  rowOf(token: string, hash?: number): number
}

export function createTokenTable({ tokeniser, vocabulary, buckets }: TokensSpec): TokenTable {
  const rows = new Map(vocabulary.map((token, row) => [token, row]))
  return {
    rows: vocabulary.length + buckets,
    split: tokeniser === 'words' ? splitWords : splitCharacters,
    rowOf: (token, hash) => rows.get(token) ?? vocabulary.length + ((hash ?? fnv1a(token)) % buckets),
  }
}
