import { murmur2 } from '@platformatic/kafka'

/** The partition that the Java client gives a key. */
export function partitionOfKey(key: Buffer, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions
}

export interface KnownKey {
  readonly bytes: Buffer
  /** Modulo the number of partitions it is the key's partition. */
  readonly hash: number
}

const maxKnownKeys = 16_384
const knownKeys = new Map<string, KnownKey>()

/** Keys come again and again: their bytes and hashes are kept, up to a bound. */
export function knownKey(key: string): KnownKey {
  const known = knownKeys.get(key)
  if (known !== undefined) return known
  const bytes = Buffer.from(key)
  const fresh = { bytes, hash: murmur2(bytes) & 0x7fffffff }
  if (knownKeys.size === maxKnownKeys) knownKeys.clear()
  knownKeys.set(key, fresh)
  return fresh
}
