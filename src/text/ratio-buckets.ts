import { fnv1a } from './fnv-1a.ts'

/** Stands for the token before the first. */
export const noToken = fnv1a('')

/**
 * Where the ratios of a token and of its pair with the token before lie, in a table of `buckets`; and the token's hash, which
 * is `previous` for the next one.
 */
export function ratioBuckets(
  token: string,
  previous: number,
  buckets: number,
): { token: number; pair: number; hash: number } {
  const hash = fnv1a(token)
  return { token: hash % buckets, pair: pairHash(token, previous) % buckets, hash }
}

/** The hash of a token and the one before, of which only the hash is known. */
export function pairHash(token: string, previous: number): number {
  return fnv1a(token, fnv1a(' ', previous))
}
