import { TickwiseError } from '../errors.ts'
import { CachedRecord } from './cached-record.ts'
import { isBefore, keptKey } from './kept-records.ts'
import { decodeRecord, encodeRecord } from './record-codec.ts'
import { createRecord, type RecordLayout } from './record-layout.ts'
import type { SavedRecord } from './store.ts'
import { UndoLog } from './undo-log.ts'
import { UseList } from './use-list.ts'

export interface RecordCacheOptions {
  /** Records kept after `trim`, changed ones included. */
  readonly maxKeys: number
  /** Changed records from which on `mustSave` is true; at most `maxKeys`. */
  readonly maxDirty: number
  /** A key that is idle for longer comes back fresh. Event time of its own ticks, nothing else. */
  readonly ttlMs?: number
  /** Remembers of changed records what the store has, for a way back from a swap. */
  readonly keepStored?: boolean
}

const nothing = new Uint8Array(0)

interface PartitionRecords {
  readonly records: Map<string, CachedRecord>
  readonly dirty: Set<CachedRecord>
}

/**
 * The key records in memory, of one or more partitions (named by `partitionId`). Changed records stay until they are
 * saved; clean ones leave in the order of their last use. A turn can be rolled back to its start.
 */
export class RecordCache {
  readonly layout: RecordLayout
  readonly options: RecordCacheOptions
  readonly #partitions = new Map<string, PartitionRecords>()
  /** Clean records only, so that `trim` never walks past changed ones. */
  readonly #clean = new UseList()
  readonly #undo = new UndoLog()
  #lastName: string | undefined
  #lastPartition: PartitionRecords | undefined
  #turn = 0
  #open = false
  #touched: CachedRecord[] = []
  #uses = 0
  #size = 0
  #dirtyCount = 0

  /** Throws `CONFIG_INVALID` for limits that can't hold. */
  constructor(layout: RecordLayout, options: RecordCacheOptions) {
    const { maxKeys, maxDirty, ttlMs } = options
    const sound = Number.isInteger(maxKeys) && Number.isInteger(maxDirty) && maxDirty >= 1 && maxDirty <= maxKeys
    if (!sound || (ttlMs !== undefined && !(ttlMs >= 0)))
      throw new TickwiseError('CONFIG_INVALID', {
        expected: 'whole limits with 1 <= maxDirty <= maxKeys, and a ttlMs of 0 or more',
        received: `maxDirty ${maxDirty}, maxKeys ${maxKeys}, ttlMs ${ttlMs}`,
        action: 'Change the cache limits.',
      })
    this.layout = layout
    this.options = options
  }

  get size(): number {
    return this.#size
  }

  get dirtyCount(): number {
    return this.#dirtyCount
  }

  /** The dirty limit is reached: save before the next turn. */
  get mustSave(): boolean {
    return this.#dirtyCount >= this.options.maxDirty
  }

  /** Which of the keys have to be loaded (each once). The others are pinned until the next turn has ended. */
  missing(partition: string, keys: Iterable<string>): string[] {
    const { records } = this.#partition(partition)
    const absent = new Set<string>()
    for (const key of keys) {
      const record = records.get(key)
      if (record === undefined) absent.add(key)
      else this.#need(record, this.#turn + 1)
    }
    return [...absent]
  }

  /**
   * Puts in what the store has of a key: bytes, or undefined for a fresh record. A key that is here already stays as it
   * is. Throws `RECORD_INVALID` and `RECORD_FOREIGN`.
   */
  install(partition: string, key: string, bytes: Uint8Array | undefined): CachedRecord {
    const { records } = this.#partition(partition)
    const known = records.get(key)
    if (known !== undefined) return known
    const content = bytes === undefined ? createRecord(this.layout, key) : decodeRecord(this.layout, key, bytes)
    const record = new CachedRecord(partition, content, bytes)
    records.set(key, record)
    this.#size++
    this.#clean.append(record)
    this.#need(record, this.#open ? this.#turn : this.#turn + 1)
    return record
  }

  /**
   * The record of a key, or undefined when it has to be installed first. With the event time of the tick that asks
   * (milliseconds), a record that was idle past `ttlMs` is cleared, which counts as a change and needs an open turn.
   */
  get(partition: string, key: string, eventTime?: number): CachedRecord | undefined {
    const record = this.#partition(partition).records.get(key)
    if (record === undefined) return undefined
    if (record.neededIn < this.#turn) this.#need(record, this.#turn)
    const { ttlMs } = this.options
    if (ttlMs === undefined || eventTime === undefined || record.eventTime === undefined) return record
    if (eventTime - record.eventTime > ttlMs) {
      this.touch(record)
      record.clear(this.layout)
    }
    return record
  }

  /** Throws `CHAIN_INVALID` when the turn before it is still open. */
  beginTurn(): void {
    this.#require(!this.#open, 'the turn before to have ended')
    this.#undo.clear()
    this.#turn++
    this.#open = true
  }

  /** To be called before a record is changed. The first call in a turn keeps its bytes for `rollback`. */
  touch(record: CachedRecord): void {
    if (record.changedIn === this.#turn && this.#open) return
    this.#require(this.#open, 'an open turn')
    // The bytes of an unchanged record are what the store has.
    if (this.options.keepStored === true && !record.dirty) record.stored = record.fresh ? undefined : record.bytes
    record.copy = record.fresh ? undefined : (record.bytes ?? this.#undo.write(this.layout, record))
    record.bytes = undefined
    record.changedIn = this.#turn
    record.dirtyBefore = record.dirty
    if (!record.dirty) this.#setDirty(record)
    this.#touched.push(record)
  }

  /** The turn never happened: its records are as they were at its start; those that were fresh then are gone. */
  rollback(): void {
    this.#require(this.#open, 'an open turn')
    this.#open = false
    const cleaned: CachedRecord[] = []
    for (const record of this.#touched) {
      const copy = record.copy
      record.copy = undefined
      if (copy !== undefined) {
        const bytes = typeof copy === 'number' ? this.#undo.read(this.layout, copy) : copy
        record.assign(decodeRecord(this.layout, record.key, bytes))
        record.bytes = bytes
      }
      if (!record.dirtyBefore) this.#setClean(record, cleaned)
      if (copy === undefined) this.#remove(record)
    }
    this.#clean.merge(cleaned.filter((record) => !record.fresh))
    this.#touched = []
  }

  endTurn(): void {
    this.#require(this.#open, 'an open turn')
    this.#open = false
    for (const record of this.#touched) {
      record.copy = undefined
      record.fresh = false
    }
    this.#touched = []
  }

  /**
   * Changed records of a partition in ascending key order, for a save. They stay changed until `saved`. With the offset of
   * a swap also what they were there, of those that this save is the first to replace since then.
   */
  takeDirty(partition: string, swap?: number): SavedRecord[] {
    this.#require(!this.#open, 'no open turn, whose changes may yet be rolled back')
    const taken: SavedRecord[] = []
    for (const record of this.#partition(partition).dirty) {
      record.bytes ??= encodeRecord(this.layout, record)
      taken.push({ key: record.key, bytes: record.bytes })
      if (swap !== undefined && isBefore(record.stored, swap))
        taken.push({ key: keptKey(record.key), bytes: record.stored ?? nothing })
    }
    return taken.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  }

  /** What `takeDirty` gave is in the store. Records that a later turn has changed since then stay changed. */
  saved(partition: string, taken: readonly SavedRecord[]): void {
    const { records } = this.#partition(partition)
    const cleaned: CachedRecord[] = []
    for (const { key, bytes } of taken) {
      const record = records.get(key)
      // The same array, not equal bytes: a change since then has taken it away.
      if (record?.bytes === bytes) this.#setClean(record, cleaned)
      else if (record?.copy === bytes) {
        record.dirtyBefore = false
        if (this.options.keepStored === true) record.stored = bytes
      }
    }
    this.#clean.merge(cleaned)
  }

  /** Evicts clean records, least recently used first, down to `maxKeys`. Pinned ones stay. */
  trim(): void {
    let record = this.#clean.oldest
    while (this.#size > this.options.maxKeys && record !== undefined) {
      const { newer } = record
      const pinned = record.neededIn > this.#turn || (this.#open && record.neededIn === this.#turn)
      if (!pinned) {
        this.#clean.remove(record)
        this.#remove(record)
      }
      record = newer
    }
  }

  /** Forgets all records of a partition, changed ones too. */
  drop(partition: string): void {
    const records = this.#partition(partition).records
    for (const record of records.values()) {
      if (record.dirty) this.#dirtyCount--
      else this.#clean.remove(record)
    }
    this.#size -= records.size
    this.#touched = this.#touched.filter((record) => record.partition !== partition)
    this.#partitions.delete(partition)
    this.#lastName = undefined
  }

  #partition(name: string): PartitionRecords {
    if (name === this.#lastName && this.#lastPartition !== undefined) return this.#lastPartition
    let partition = this.#partitions.get(name)
    if (partition === undefined) {
      partition = { records: new Map(), dirty: new Set() }
      this.#partitions.set(name, partition)
    }
    this.#lastName = name
    this.#lastPartition = partition
    return partition
  }

  #need(record: CachedRecord, turn: number): void {
    if (record.neededIn >= turn && record.used !== 0) return
    record.neededIn = turn
    record.used = ++this.#uses
    if (record.dirty || record === this.#clean.newest) return
    this.#clean.remove(record)
    this.#clean.append(record)
  }

  #setDirty(record: CachedRecord): void {
    this.#clean.remove(record)
    record.dirty = true
    this.#dirtyCount++
    this.#partition(record.partition).dirty.add(record)
  }

  /** The caller merges `cleaned` into the clean list. */
  #setClean(record: CachedRecord, cleaned: CachedRecord[]): void {
    if (!record.dirty) return
    record.dirty = false
    record.stored = undefined
    this.#dirtyCount--
    this.#partition(record.partition).dirty.delete(record)
    cleaned.push(record)
  }

  /** The record is in no list any more. */
  #remove(record: CachedRecord): void {
    this.#partition(record.partition).records.delete(record.key)
    this.#size--
  }

  #require(condition: boolean, expected: string): void {
    if (condition) return
    const action = 'Begin and end turns in pairs, and change records inside them only.'
    throw new TickwiseError('CHAIN_INVALID', {
      expected,
      received: `turn ${this.#turn}, ${this.#open ? 'open' : 'ended'}`,
      action,
    })
  }
}
