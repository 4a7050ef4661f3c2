import { createRecord, type RecordLayout } from './record-layout.ts'
import type { KeyRecord } from './section.ts'

/** A key record in the cache. Users of the cache read and change the fields of `KeyRecord`; the others are the cache's. */
export class CachedRecord implements KeyRecord {
  readonly partition: string
  readonly key: string
  offset: number
  eventTime: number | undefined
  ticks: number
  states: unknown[]

  /** The record as it is now, encoded; undefined since the first change after it was loaded, saved or rolled back. */
  bytes: Uint8Array | undefined
  /** The record as it was at the turn's start: its bytes, or their place in the undo log; undefined for a fresh one. */
  copy: Uint8Array | number | undefined
  /** Of a changed record: what the store has of it; undefined where it has nothing. */
  stored: Uint8Array | undefined
  /** Neither stored nor changed by a turn that ended. */
  fresh: boolean
  /** Changed since the last save. */
  dirty = false
  dirtyBefore = false
  /** The last turn that changed it. */
  changedIn = 0
  /** The last turn that uses it: pinned until this turn has ended. */
  neededIn = 0
  /** Order of use, for the eviction. */
  used = 0
  older: CachedRecord | undefined
  newer: CachedRecord | undefined

  constructor(partition: string, record: KeyRecord, bytes: Uint8Array | undefined) {
    this.partition = partition
    this.key = record.key
    this.offset = record.offset
    this.eventTime = record.eventTime
    this.ticks = record.ticks
    this.states = record.states
    this.bytes = bytes
    this.fresh = bytes === undefined
  }

  /**
   * Takes over everything that is saved. The record stays the same object, its list of states does not: ticks taken in
   * before still hold the list that was theirs.
   */
  assign(record: KeyRecord): void {
    this.offset = record.offset
    this.eventTime = record.eventTime
    this.ticks = record.ticks
    this.states = record.states
  }

  clear(layout: RecordLayout): void {
    this.assign(createRecord(layout, this.key))
  }
}
