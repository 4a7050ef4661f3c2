import type { TokenStream } from '../../src/training/language/next/next-window.ts'
import type { TokenTable } from '../../src/text/token-table.ts'

/** The most frequent words, `size` in all, with the special ones in front. */
export function frequentWords(tokens: readonly string[], size: number, special: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1)
  for (const token of special) counts.delete(token)
  return [
    ...special,
    ...[...counts]
      .sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || (a < b ? -1 : 1))
      .slice(0, size - special.length)
      .map(([token]) => token),
  ]
}

/** Tokens as rows of the embedding, and as words that can be said: unknown ones as `unknown`. */
export function toStream(
  tokens: readonly string[],
  vocabulary: readonly string[],
  { rowOf }: Pick<TokenTable, 'rowOf'>,
  unknown: string,
): TokenStream {
  const places = new Map(vocabulary.map((word, i) => [word, i]))
  const other = places.get(unknown) ?? 0
  return {
    rows: Int32Array.from(tokens, (token) => rowOf(token)),
    words: Int32Array.from(tokens, (token) => places.get(token) ?? other),
  }
}
