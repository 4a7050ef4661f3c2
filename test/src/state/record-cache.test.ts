import { describe, expect, it } from 'vitest'
import type { CachedRecord } from '../../../src/state/cached-record.ts'
import { float32Section } from '../../../src/state/float32-section.ts'
import { RecordCache } from '../../../src/state/record-cache.ts'
import { createLayout } from '../../../src/state/record-layout.ts'

const layout = createLayout([float32Section({ id: 'sum', version: 1, length: 1 })])
const part = 'prices/0'

function createCache({
  maxKeys = 4,
  maxDirty = 4,
  ttlMs,
}: { maxKeys?: number; maxDirty?: number; ttlMs?: number } = {}) {
  return new RecordCache(layout, { maxKeys, maxDirty, ...(ttlMs === undefined ? {} : { ttlMs }) })
}

const sum = (record: CachedRecord | undefined) => (record?.states[0] as Float32Array | undefined)?.[0]

/** What a pipeline does with a tick: adds 1 to the key's sum. */
function absorb(cache: RecordCache, key: string, eventTime?: number): CachedRecord {
  const record = cache.get(part, key, eventTime) ?? cache.install(part, key, undefined)
  cache.touch(record)
  ;(record.states[0] as Float32Array)[0]! += 1
  record.offset++
  record.ticks++
  record.eventTime = eventTime
  return record
}

function turn(cache: RecordCache, ...keys: string[]): void {
  cache.beginTurn()
  for (const key of keys) absorb(cache, key)
  cache.endTurn()
}

function save(cache: RecordCache): string[] {
  const taken = cache.takeDirty(part)
  cache.saved(part, taken)
  return taken.map(({ key }) => key)
}

describe('RecordCache', () => {
  it('says which keys to load, each once', () => {
    const cache = createCache()
    turn(cache, 'b')
    expect(cache.missing(part, ['a', 'b', 'a', 'c'])).toEqual(['a', 'c'])
    expect(cache.missing('prices/1', ['b'])).toEqual(['b'])
    expect(cache.get(part, 'a')).toBe(undefined)
  })

  it('reads back what it saved', () => {
    const cache = createCache()
    turn(cache, 'a', 'a', 'b')
    const taken = cache.takeDirty(part)
    const other = createCache()
    for (const { key, bytes } of taken) other.install(part, key, bytes)
    expect(sum(other.get(part, 'a'))).toBe(2)
    expect(other.get(part, 'b')).toMatchObject({ key: 'b', ticks: 1, offset: 0 })
    expect(other.dirtyCount).toBe(0)
  })

  it('gives changed records in key order until they are saved', () => {
    const cache = createCache()
    turn(cache, 'b', '\ue000', '\u{1f600}', 'a')
    expect(cache.takeDirty(part).map(({ key }) => key)).toEqual(['a', 'b', '\u{1f600}', '\ue000'])
    expect(cache.dirtyCount).toBe(4)
    expect(save(cache)).toHaveLength(4)
    expect(cache.dirtyCount).toBe(0)
    expect(cache.takeDirty(part)).toEqual([])
    turn(cache, 'b')
    expect(save(cache)).toEqual(['b'])
  })

  it('keeps a record changed that a later turn changed while it was being saved', () => {
    const cache = createCache()
    turn(cache, 'a', 'b')
    const taken = cache.takeDirty(part)
    turn(cache, 'a')
    cache.saved(part, taken)
    expect(save(cache)).toEqual(['a'])
  })

  it('knows after a rollback that the save meanwhile holds the record', () => {
    const cache = createCache()
    turn(cache, 'a')
    const taken = cache.takeDirty(part)
    cache.beginTurn()
    absorb(cache, 'a')
    cache.saved(part, taken)
    expect(cache.dirtyCount).toBe(1)
    cache.rollback()
    expect(cache.dirtyCount).toBe(0)
    expect(sum(cache.get(part, 'a'))).toBe(1)
  })

  it('knows that a save that ends after a rollback holds the record', () => {
    const cache = createCache()
    turn(cache, 'a')
    const taken = cache.takeDirty(part)
    cache.beginTurn()
    absorb(cache, 'a')
    cache.rollback()
    cache.saved(part, taken)
    expect(cache.dirtyCount).toBe(0)
  })

  it('says when it must be saved', () => {
    const cache = createCache({ maxDirty: 2 })
    turn(cache, 'a', 'a')
    expect(cache.mustSave).toBe(false)
    turn(cache, 'b')
    expect(cache.mustSave).toBe(true)
    save(cache)
    expect(cache.mustSave).toBe(false)
  })

  it('rolls a turn back: states, numbers, dirty flags, fresh keys', () => {
    const cache = createCache()
    turn(cache, 'saved', 'dirty')
    save(cache)
    turn(cache, 'dirty')
    cache.beginTurn()
    const record = absorb(cache, 'saved', 50)
    for (const key of ['dirty', 'dirty', 'fresh']) absorb(cache, key, 60)
    cache.rollback()
    expect(record).toBe(cache.get(part, 'saved'))
    expect(record).toMatchObject({ offset: 0, ticks: 1, eventTime: undefined })
    expect([sum(record), sum(cache.get(part, 'dirty'))]).toEqual([1, 2])
    expect(cache.missing(part, ['saved', 'dirty', 'fresh'])).toEqual(['fresh'])
    expect(cache.dirtyCount).toBe(1)
    expect(save(cache)).toEqual(['dirty'])
  })

  it('gives the same bytes for a turn that is rolled back and run again', () => {
    const straight = createCache()
    turn(straight, 'a', 'b')
    turn(straight, 'a', 'c')
    const again = createCache()
    turn(again, 'a', 'b')
    again.beginTurn()
    for (const key of ['a', 'c', 'a']) absorb(again, key)
    again.rollback()
    turn(again, 'a', 'c')
    expect(again.takeDirty(part)).toEqual(straight.takeDirty(part))
  })

  it('evicts the least recently used clean record, never a changed one', () => {
    const cache = createCache({ maxKeys: 3, maxDirty: 3 })
    turn(cache, 'a')
    turn(cache, 'b')
    turn(cache, 'c')
    save(cache)
    turn(cache, 'a')
    cache.beginTurn()
    cache.get(part, 'b')
    absorb(cache, 'd')
    absorb(cache, 'e')
    cache.endTurn()
    cache.trim()
    expect(cache.size).toBe(3)
    expect(cache.missing(part, ['a', 'b', 'c', 'd', 'e'])).toEqual(['b', 'c'])
  })

  it('orders the records of a save by their use, among clean ones', () => {
    const cache = createCache({ maxKeys: 2, maxDirty: 2 })
    for (const key of ['x', 'y', 'z']) cache.install(part, key, undefined)
    turn(cache, 'y')
    cache.beginTurn()
    cache.get(part, 'x')
    cache.endTurn()
    turn(cache, 'z')
    save(cache)
    cache.trim()
    expect(cache.missing(part, ['x', 'y', 'z'])).toEqual(['y'])
  })

  it('pins what the open turn and the next one use', () => {
    const cache = createCache({ maxKeys: 1, maxDirty: 1 })
    cache.missing(part, ['a', 'b'])
    cache.install(part, 'a', undefined)
    cache.install(part, 'b', undefined)
    cache.trim()
    expect(cache.size).toBe(2)
    cache.beginTurn()
    expect(cache.missing(part, ['b'])).toEqual([])
    cache.trim()
    expect(cache.size).toBe(2)
    cache.endTurn()
    cache.trim()
    expect(cache.missing(part, ['a', 'b'])).toEqual(['a'])
    cache.trim()
    expect(cache.size).toBe(1)
  })

  it('stays flat over many more keys than fit', () => {
    const cache = createCache({ maxKeys: 100, maxDirty: 50 })
    const stored = new Map<string, Uint8Array>()
    let largest = 0
    for (let n = 0; n < 5000; n++) {
      const keys = [n % 997, (n * 31) % 997, (n * 7) % 13].map(String)
      for (const key of cache.missing(part, keys)) cache.install(part, key, stored.get(key))
      turn(cache, ...keys)
      if (cache.mustSave) {
        const taken = cache.takeDirty(part)
        for (const { key, bytes } of taken) stored.set(key, bytes)
        cache.saved(part, taken)
      }
      cache.trim()
      largest = Math.max(largest, cache.size, cache.dirtyCount + 48)
    }
    expect(largest).toBe(100)
    for (const { key, bytes } of cache.takeDirty(part)) stored.set(key, bytes)
    const reader = createCache({ maxKeys: 2000, maxDirty: 1 })
    let total = 0
    for (const [key, bytes] of stored) total += sum(reader.install(part, key, bytes))!
    expect(total).toBe(15_000)
  })

  it('clears a key that was idle past the limit, by the event time of its own ticks', () => {
    const cache = createCache({ ttlMs: 100 })
    cache.beginTurn()
    absorb(cache, 'a', 1000)
    absorb(cache, 'b', 1000)
    cache.endTurn()
    save(cache)
    cache.beginTurn()
    expect(sum(absorb(cache, 'a', 1100))).toBe(2)
    expect(sum(absorb(cache, 'b', 1101))).toBe(1)
    expect(sum(absorb(cache, 'b', 1101))).toBe(2)
    expect(cache.get(part, 'b')).toMatchObject({ offset: 1, ticks: 2 })
    cache.rollback()
    expect(sum(cache.get(part, 'b'))).toBe(1)
    expect(cache.dirtyCount).toBe(0)
  })

  it('counts a cleared key as changed', () => {
    const cache = createCache({ ttlMs: 100 })
    cache.beginTurn()
    absorb(cache, 'a', 1000)
    cache.endTurn()
    save(cache)
    cache.beginTurn()
    expect(cache.get(part, 'a', 2000)).toMatchObject({ offset: -1, ticks: 0, eventTime: undefined })
    cache.endTurn()
    expect(save(cache)).toEqual(['a'])
  })

  it('leaves the states that earlier ticks of the turn still hold alone when it clears a key', () => {
    const cache = createCache({ ttlMs: 100 })
    cache.beginTurn()
    const earlier = absorb(cache, 'a', 1000).states
    const later = absorb(cache, 'a', 2000).states
    expect([earlier, later].map((states) => (states[0] as Float32Array)[0])).toEqual([1, 1])
    expect(later).not.toBe(earlier)
  })

  it('drops one partition and no other', () => {
    const cache = createCache()
    turn(cache, 'a', 'b')
    save(cache)
    turn(cache, 'a')
    cache.install('prices/1', 'c', undefined)
    cache.drop(part)
    expect([cache.size, cache.dirtyCount]).toEqual([1, 0])
    expect(cache.missing(part, ['a', 'b'])).toEqual(['a', 'b'])
    turn(cache, 'a')
    expect(sum(cache.get(part, 'a'))).toBe(1)
  })

  it('refuses changes outside a turn, turns inside turns, and saves of an open turn', () => {
    const cache = createCache()
    const record = cache.install(part, 'a', undefined)
    const refused = expect.objectContaining({ code: 'CHAIN_INVALID' })
    expect(() => cache.touch(record)).toThrowError(refused)
    expect(() => cache.endTurn()).toThrowError(refused)
    cache.beginTurn()
    expect(() => cache.beginTurn()).toThrowError(refused)
    expect(() => cache.takeDirty(part)).toThrowError(refused)
  })

  it('refuses limits that cannot hold', () => {
    const invalid = expect.objectContaining({ code: 'CONFIG_INVALID' })
    expect(() => createCache({ maxKeys: 1, maxDirty: 2 })).toThrowError(invalid)
    expect(() => createCache({ ttlMs: NaN })).toThrowError(invalid)
  })
})
