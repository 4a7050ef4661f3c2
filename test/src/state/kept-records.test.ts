import { describe, expect, test } from 'vitest'
import * as memory from '../../../connectors/memory/index.ts'
import { float64Section } from '../../../src/state/float64-section.ts'
import { keptKey, keptSince } from '../../../src/state/kept-records.ts'
import { encodeRecord } from '../../../src/state/record-codec.ts'
import { createLayout, createRecord } from '../../../src/state/record-layout.ts'
import type { SavedRecord } from '../../../src/state/store.ts'

const layout = createLayout([float64Section({ id: 'sum', version: 1, length: 1 })])
const partition = { topic: 'prices', partition: 0 }
const swap = 100

/** A record that was last advanced at an offset. */
const at = (key: string, offset: number) => encodeRecord(layout, { ...createRecord(layout, key), offset })

async function storeWith(records: SavedRecord[]) {
  const store = memory.store()
  await store.open()
  await store.claim(partition, 'ours')
  const snapshot = { partition, previousOffset: undefined, offset: 200, records, checkpoint: new Uint8Array(1) }
  await store.save('ours', [snapshot])
  return store
}

describe('the way back to a swap', () => {
  test('gives what advanced keys were, a fresh record for those that were not there, and nothing for the rest', async () => {
    const store = await storeWith([
      { key: 'advanced', bytes: at('advanced', 150) },
      { key: keptKey('advanced'), bytes: at('advanced', 90) },
      { key: 'new', bytes: at('new', 120) },
      { key: keptKey('new'), bytes: new Uint8Array(0) },
      { key: 'idle', bytes: at('idle', 80) },
    ])
    const records = await keptSince(store, layout, partition, 'ours', swap)
    expect(records).toStrictEqual([
      { key: 'advanced', bytes: at('advanced', 90) },
      { key: 'new', bytes: encodeRecord(layout, createRecord(layout, 'new')) },
    ])
  })

  test('says so when a record was not kept', async () => {
    const store = await storeWith([{ key: 'advanced', bytes: at('advanced', 150) }])
    await expect(keptSince(store, layout, partition, 'ours', swap)).rejects.toMatchObject({
      code: 'RECORD_INVALID',
      expected: 'a kept record of "advanced"',
    })
  })

  test('is fenced where another owner has taken over while it was read', async () => {
    const store = await storeWith([{ key: 'advanced', bytes: at('advanced', 150) }])
    await store.claim(partition, 'theirs')
    await expect(keptSince(store, layout, partition, 'ours', swap)).rejects.toMatchObject({ code: 'STORE_FENCED' })
  })
})
