import { invalidRecord } from './record-error.ts'
import { encodeRecord } from './record-codec.ts'
import { createRecord, type RecordLayout } from './record-layout.ts'
import type { SavedRecord, Store } from './store.ts'
import type { Partition } from '../stream/tick.ts'

/**
 * Records as they were at the last swap, kept beside the live ones of the same partition, so that one save holds both.
 * A record is kept by the first save that replaces it after the swap; one of a key that was not there is empty.
 */
const prefix = '\u0000before-swap\u0000'

export const keptKey = (key: string): string => prefix + key
export const isKeptKey = (key: string): boolean => key.startsWith(prefix)

/** Where the last absorbed offset stands in an encoded record. */
const offsetAt = 8

/** Whether a record was last saved before a swap, so that its bytes are its state at the swap. */
export function isBefore(saved: Uint8Array | undefined, swap: number): boolean {
  return saved === undefined || offsetOf(saved) < swap
}

/**
 * What brings a partition back to a swap: a key that was not advanced since then still is what it was. Errors:
 * `STORE_FENCED`, `RECORD_INVALID`.
 */
export async function keptSince(
  store: Store,
  layout: RecordLayout,
  partition: Partition,
  token: string,
  swap: number,
): Promise<SavedRecord[]> {
  const kept = new Map<string, Uint8Array>()
  const advanced: string[] = []
  for await (const { key, bytes } of store.records(partition)) {
    if (isKeptKey(key)) kept.set(key.slice(prefix.length), bytes)
    else if (offsetOf(bytes) >= swap) advanced.push(key)
  }
  const lost = advanced.find((key) => !kept.has(key))
  if (lost !== undefined) {
    // The list is read without a fence: another owner may have saved in the middle of it, which is told here.
    await store.load(partition, token, [])
    throw invalidRecord(`a kept record of ${JSON.stringify(lost.slice(0, 80))}`, 'none')
  }
  return advanced.map((key) => {
    const bytes = kept.get(key)!
    return { key, bytes: bytes.length > 0 ? bytes : encodeRecord(layout, createRecord(layout, key)) }
  })
}

/** The last absorbed offset of an encoded record. */
export function offsetOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getFloat64(offsetAt, true)
}
