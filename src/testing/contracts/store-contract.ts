import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SavedRecord, Snapshot, Store } from '../../state/store.ts'
import type { Partition } from '../../stream/tick.ts'

/** A store under test: empty at first, and how to come back to it. */
export interface StoreFixture {
  /** Not yet open. */
  readonly store: Store
  /** Another store on the same data, as a new process would make it. Called after the first was closed. */
  reopen(): Store
  /** Removes the data. Both stores are closed by then. */
  dispose?(): Promise<void>
}

const first: Partition = { topic: 'prices', partition: 0 }
const second: Partition = { topic: 'prices', partition: 1 }
const text = (value: string) => new TextEncoder().encode(value)
const record = (key: string, value = `state of ${key}`): SavedRecord => ({ key, bytes: text(value) })
const fenced = expect.objectContaining({ code: 'STORE_FENCED' }) as Error

function snapshot(partition: Partition, from: number | undefined, to: number, ...records: SavedRecord[]): Snapshot {
  return { partition, previousOffset: from, offset: to, records, checkpoint: text(`checkpoint ${to}`) }
}

async function collect(store: Store, partition: Partition): Promise<SavedRecord[]> {
  const records: SavedRecord[] = []
  for await (const { key, bytes } of store.records(partition)) records.push({ key, bytes: Uint8Array.from(bytes) })
  return records
}

/** Keys that encodings trip over: NUL, lone surrogates, both sides of the surrogates, composed and decomposed, 10 kB. */
const oddKeys = [
  '',
  '\0',
  '\0\0',
  'a',
  'a\0',
  'a\0b',
  'A',
  'é',
  'e\u0301',
  '\ud7ff',
  '\ud800',
  '\ud83d',
  '\ud83d\ude00',
  '\udfff',
]
const longKeys = ['\ue000', '\uffff', ' ', "'; --", 'x'.repeat(10_000), '😀'.repeat(5000), 'ü'.repeat(10_000)]
const hardKeys = [...oddKeys, ...longKeys]

/** The suite that every `Store` has to pass: `storeContract('sqlite', () => ...)` inside a vitest file. */
export function storeContract(name: string, create: () => StoreFixture | Promise<StoreFixture>): void {
  describe(`store contract: ${name}`, () => {
    let fixture: StoreFixture
    let store: Store
    beforeEach(async () => {
      fixture = await create()
      store = fixture.store
      await store.open()
    })
    afterEach(async () => {
      await store.close()
      await fixture.dispose?.()
    })
    const reopen = async () => {
      await store.close()
      store = fixture.reopen()
      await store.open()
    }

    it('knows nothing at first', async () => {
      expect(await store.partitions()).toEqual([])
      expect(await store.peek(first, 'a')).toEqual({ checkpoint: undefined, record: undefined })
      expect(await collect(store, first)).toEqual([])
      expect(await store.claim(first, 't1')).toBe(undefined)
      expect(await store.load(first, 't1', ['a'])).toEqual([undefined])
      expect(await store.partitions()).toEqual([])
    })

    it('gives back a save: to the owner, to the next one, and to people', async () => {
      await store.claim(first, 't1')
      await store.save('t1', [snapshot(first, undefined, 10, record('b'), record('a'))])
      const checkpoint = { offset: 10, checkpoint: text('checkpoint 10') }
      expect(await store.load(first, 't1', ['a', 'x', 'b', 'a'])).toEqual(
        ['a', undefined, 'b', 'a'].map((key) => key && text(`state of ${key}`)),
      )
      expect(await store.peek(first, 'a')).toEqual({ checkpoint, record: text('state of a') })
      expect(await store.peek(first)).toEqual({ checkpoint, record: undefined })
      expect(await store.partitions()).toEqual([first])
      expect(await collect(store, first)).toEqual([record('a'), record('b')])
      expect(await store.claim(first, 't2')).toEqual(checkpoint)
      expect(await store.load(first, 't2', ['b'])).toEqual([text('state of b')])
    })

    it('keeps records that a later save does not name', async () => {
      await store.claim(first, 't1')
      await store.save('t1', [snapshot(first, undefined, 10, record('a'), record('b'))])
      await store.save('t1', [snapshot(first, 10, 20, record('b', 'newer'))])
      expect(await collect(store, first)).toEqual([record('a'), record('b', 'newer')])
      expect((await store.peek(first)).checkpoint).toEqual({ offset: 20, checkpoint: text('checkpoint 20') })
    })

    it('survives being closed, with its tokens', async () => {
      await store.claim(first, 't1')
      await store.save('t1', [snapshot(first, undefined, 10, record('a'))])
      await reopen()
      expect(await collect(store, first)).toEqual([record('a')])
      expect(await store.load(first, 't1', ['a'])).toEqual([text('state of a')])
      expect(await store.claim(first, 't2')).toEqual({ offset: 10, checkpoint: text('checkpoint 10') })
    })

    it('fences loads and saves of another token', async () => {
      await expect(store.load(first, 't1', ['a'])).rejects.toThrow(fenced)
      await expect(store.save('t1', [snapshot(first, undefined, 10)])).rejects.toThrow(fenced)
      await store.claim(first, 't1')
      await store.save('t1', [snapshot(first, undefined, 10, record('a'))])
      await store.claim(first, 't2')
      await expect(store.load(first, 't1', ['a'])).rejects.toThrow(fenced)
      await expect(store.save('t1', [snapshot(first, 10, 20, record('a', 'late'))])).rejects.toThrow(fenced)
      expect(await store.peek(first, 'a')).toMatchObject({ checkpoint: { offset: 10 }, record: text('state of a') })
      await store.save('t2', [snapshot(first, 10, 20, record('a', 'next'))])
      expect(await collect(store, first)).toEqual([record('a', 'next')])
    })

    it('takes a repeated save as done', async () => {
      await store.claim(first, 't1')
      const saves = [snapshot(first, undefined, 10, record('a', 'one')), snapshot(first, 10, 20, record('a', 'two'))]
      for (const save of saves) {
        await store.save('t1', [save])
        await store.save('t1', [save])
      }
      expect(await collect(store, first)).toEqual([record('a', 'two')])
      expect((await store.peek(first)).checkpoint?.offset).toBe(20)
    })

    it.each([
      ['of a first checkpoint that is not the first', undefined],
      ['after a checkpoint that is not the stored one', 5],
    ])('refuses a save %s', async (_, previous) => {
      await store.claim(first, 't1')
      await store.save('t1', [snapshot(first, undefined, 10, record('a'))])
      await expect(store.save('t1', [snapshot(first, previous, 20, record('a', 'wrong'))])).rejects.toThrow(fenced)
      expect(await store.peek(first, 'a')).toMatchObject({ checkpoint: { offset: 10 }, record: text('state of a') })
    })

    it('refuses a later checkpoint where there is none', async () => {
      await store.claim(first, 't1')
      await expect(store.save('t1', [snapshot(first, 10, 20, record('a'))])).rejects.toThrow(fenced)
      expect(await collect(store, first)).toEqual([])
    })

    it('keeps partitions apart', async () => {
      const other = { topic: 'prices/0', partition: 0 }
      for (const partition of [second, other, first]) {
        await store.claim(partition, 't1')
        await store.save('t1', [snapshot(partition, undefined, 10, record('a', JSON.stringify(partition)))])
      }
      expect(await store.partitions()).toEqual([first, second, other])
      for (const partition of [first, second, other])
        expect(await collect(store, partition)).toEqual([record('a', JSON.stringify(partition))])
    })

    it('saves several partitions, all or none of them where it says so', async () => {
      await store.claim(first, 't1')
      await store.claim(second, 't1')
      await store.save('t1', [snapshot(first, undefined, 10, record('a')), snapshot(second, undefined, 7, record('a'))])
      expect((await store.peek(second)).checkpoint?.offset).toBe(7)
      await store.claim(second, 't2')
      const both = [snapshot(first, 10, 20, record('a', 'half')), snapshot(second, 7, 9, record('a', 'half'))]
      await expect(store.save('t1', both)).rejects.toThrow(fenced)
      expect(await collect(store, second)).toEqual([record('a')])
      if (store.atomicSaves)
        expect(await store.peek(first, 'a')).toMatchObject({ checkpoint: { offset: 10 }, record: text('state of a') })
    })

    it('keeps empty values apart from missing ones', async () => {
      await store.claim(first, 't1')
      const empty = { ...snapshot(first, undefined, 0, record('a', '')), checkpoint: new Uint8Array(0) }
      await store.save('t1', [empty])
      expect(await store.load(first, 't1', ['a', 'b'])).toEqual([new Uint8Array(0), undefined])
      expect(await store.peek(first, 'a')).toEqual({
        checkpoint: { offset: 0, checkpoint: new Uint8Array(0) },
        record: new Uint8Array(0),
      })
      expect(await store.load(first, 't1', [])).toEqual([])
      await store.save('t1', [snapshot(first, 0, 1)])
      expect(await collect(store, first)).toEqual([record('a', '')])
    })

    it('takes any string as a key, in the order of code units', async () => {
      await store.claim(first, 't1')
      await store.save('t1', [snapshot(first, undefined, 1, ...hardKeys.map((key, i) => record(key, `${i}`)))])
      expect(await store.load(first, 't1', hardKeys)).toEqual(hardKeys.map((_, i) => text(`${i}`)))
      expect((await collect(store, first)).map(({ key }) => key)).toEqual(hardKeys.toSorted())
    })

    it('keeps big values, byte by byte, and is not changed through what it gave or got', async () => {
      const bytes = Uint8Array.from({ length: 1 << 20 }, (_, i) => (i * 2654435761) >>> 13)
      const shifted = new Uint8Array(bytes.length + 3)
      shifted.set(bytes, 3)
      await store.claim(first, 't1')
      await store.save('t1', [
        { ...snapshot(first, undefined, 1, { key: 'a', bytes: shifted.subarray(3) }), checkpoint: bytes },
      ])
      shifted.fill(0)
      const [loaded] = await store.load(first, 't1', ['a'])
      expect(Buffer.compare(loaded!, bytes)).toBe(0)
      loaded!.fill(0)
      const { checkpoint, record: again } = await store.peek(first, 'a')
      expect(Buffer.compare(again!, bytes)).toBe(0)
      expect(Buffer.compare(checkpoint!.checkpoint, bytes)).toBe(0)
    })

    it('holds 10,000 keys', async () => {
      const records = Array.from({ length: 10_000 }, (_, i) => record(`key-${(i * 7919) % 10_000}`))
      await store.claim(first, 't1')
      await store.save('t1', [snapshot(first, undefined, 1, ...records)])
      const keys = records.map(({ key }) => key)
      expect(await store.load(first, 't1', ['none', ...keys])).toEqual([
        undefined,
        ...records.map(({ bytes }) => bytes),
      ])
      expect((await collect(store, first)).map(({ key }) => key)).toEqual(keys.toSorted())
    })

    it('forgets a partition at reset, and fences who had it', async () => {
      for (const partition of [first, second]) {
        await store.claim(partition, 't1')
        await store.save('t1', [snapshot(partition, undefined, 10, record('a'))])
      }
      await store.reset(first)
      await store.reset({ topic: 'unknown', partition: 3 })
      expect(await store.partitions()).toEqual([second])
      expect(await collect(store, first)).toEqual([])
      await expect(store.save('t1', [snapshot(first, 10, 20, record('a'))])).rejects.toThrow(fenced)
      expect(await store.claim(first, 't2')).toBe(undefined)
      expect(await store.load(first, 't2', ['a'])).toEqual([undefined])
      expect(await collect(store, second)).toEqual([record('a')])
    })
  })
}
