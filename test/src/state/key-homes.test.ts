import { describe, expect, it } from 'vitest'
import * as memory from '../../../connectors/memory/index.ts'
import { scanByKey } from '../../../operators/index.ts'
import { pipeline, run } from '../../../src/index.ts'
import { KeyHomes } from '../../../src/state/key-homes.ts'
import { encodePartitionRecord } from '../../../src/state/partition-record.ts'

const place = (partition: number) => ({ topic: 'prices', partition })
const moved = (...texts: string[]) =>
  expect.objectContaining({
    code: 'SOURCE_CHANGED',
    message: expect.stringMatching(new RegExp([...texts, 'repartition', 'tickwise reset'].join('[^]*'))) as string,
  }) as Error

/** A store with a checkpoint of each partition, taken on one input or on others. */
async function storeWith(inputs: readonly string[], keys: readonly string[][]) {
  const store = memory.store()
  for (const [partition, identity] of inputs.entries()) {
    await store.claim(place(partition), '1:a')
    const record = { pipeline: 'p', layout: '', identity, owner: '', marks: {}, counters: {}, sections: {} }
    const checkpoint = encodePartitionRecord({ ...record, highEventTime: undefined })
    const records = (keys[partition] ?? []).map((key) => ({ key, bytes: Uint8Array.of(1) }))
    await store.save('1:a', [
      { partition: place(partition), previousOffset: undefined, offset: 9, records, checkpoint },
    ])
  }
  return store
}

describe('a key in another partition than its own', () => {
  it('ends a run, with nothing of its turn committed', async () => {
    const entries = ['a', 'b', 'a', 'c'].map((key, i) => ({ key, value: i, partition: i === 2 ? 1 : 0 }))
    const sink = memory.sink<number>()
    const misplaced = pipeline({
      source: memory.source({ entries, partitions: 2, topic: 'prices' }),
      sink,
      deadLetters: memory.sink(),
      state: memory.store(),
      turn: { maxTicks: 2 },
      operators: (ticks) => ticks.pipe(scanByKey((count: number) => count + 1, 0)),
    })
    await expect(run(misplaced)).rejects.toThrow(moved('"a"', 'prices/0', 'prices/1'))
    expect(sink.outputs.map(({ key }) => key)).toEqual(['a', 'b'])
  })

  it('is noticed among those that were in memory, up to their limit', () => {
    const homes = new KeyHomes(2)
    homes.note(place(0), ['a', 'b'])
    homes.note({ topic: 'others', partition: 1 }, ['a'])
    expect(() => homes.note(place(1), ['x', 'b'])).toThrow(moved('"b"', 'prices/0', 'prices/1'))
    homes.note(place(0), ['c', 'd'])
    homes.note(place(1), ['a'])
  })

  it('is noticed in what the store has of the topic, whoever saved it', async () => {
    const store = await storeWith(['one', 'one', 'one'], [['a'], [], ['c']])
    const homes = new KeyHomes(10)
    await homes.check(store, '2:b', place(1), ['x', 'y'])
    await expect(homes.check(store, '2:b', place(1), ['x', 'c'])).rejects.toThrow(moved('"c"', 'prices/2', 'prices/1'))
    await homes.check(store, '2:b', { topic: 'others', partition: 1 }, ['a'])
  })

  it('is none where the other state is of another input, which its owner will forget', async () => {
    const store = await storeWith(['of 2 partitions', 'of 3 partitions'], [['a'], []])
    await new KeyHomes(10).check(store, '2:b', place(1), ['a'])
  })

  it('is none for records without a key, which are all named after the topic', async () => {
    const store = await storeWith(['one', 'one'], [['prices'], []])
    const homes = new KeyHomes(10)
    homes.note(place(0), ['prices'])
    homes.note(place(1), ['prices'])
    await homes.check(store, '2:b', place(1), ['prices'])
  })

  it('is looked for in the store for a bounded number of new keys after each claim', async () => {
    const store = await storeWith(['one', 'one'], [['a'], []])
    const homes = new KeyHomes(1000)
    const newKeys = Array.from({ length: 100 }, (_, i) => `new-${i}`)
    await homes.check(store, '2:b', place(1), newKeys)
    await homes.check(store, '2:b', place(1), ['a'])
    await expect(homes.check(store, '3:c', place(1), ['a'])).rejects.toThrow(moved('"a"'))
  })
})
