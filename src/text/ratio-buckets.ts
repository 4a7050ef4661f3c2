import { fnv1a } from './fnv-1a.ts'

/** Stands for the token before the first. */
export const noToken = fnv1a('')

/** Where the ratios of a token and of its pair with the token before lie, in a table of `buckets`. */
export function ratioBuckets(token: string, previous: number, buckets: number): { token: number; pair: number } {
  return { token: fnv1a(token) % buckets, pair: fnv1a(` ${token}`, previous) % buckets }
}
