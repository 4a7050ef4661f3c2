import { expect } from 'vitest'
import type { Snapshot, Store } from '../../../src/state/store.ts'

export const partition = { topic: 'prices', partition: 0 }

/** Each record and the checkpoint hold the offset, so that a mixture of two snapshots shows. */
export function snapshot(from: number | undefined, to: number, keys = 3, bytes = 8): Snapshot {
  const records = Array.from({ length: keys }, (_, i) => ({ key: `key-${i}`, bytes: new Uint8Array(bytes).fill(to) }))
  return { partition, previousOffset: from, offset: to, records, checkpoint: Uint8Array.of(to) }
}

/** The offset of the one snapshot that the store holds; fails when it holds parts of several. */
export async function wholeSnapshot(store: Store, keys = 3): Promise<number | undefined> {
  const { checkpoint } = await store.peek(partition)
  const found = new Set(checkpoint?.checkpoint)
  let records = 0
  for await (const { bytes } of store.records(partition)) {
    records++
    for (const byte of bytes) found.add(byte)
  }
  expect(records).toBe(checkpoint === undefined ? 0 : keys)
  expect([...found]).toEqual(checkpoint === undefined ? [] : [checkpoint.offset])
  return checkpoint?.offset
}

/** An error of this code whose message holds these texts. */
export function refusal(code: string, ...texts: string[]): Error {
  const message = expect.stringMatching(new RegExp(texts.join('[^]*'))) as string
  return expect.objectContaining({ code, message }) as Error
}
