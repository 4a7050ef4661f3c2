import { RecordCache } from '../../state/record-cache.ts'
import type { RecordLayout } from '../../state/record-layout.ts'
import type { KeyRecord } from '../../state/section.ts'
import { partitionId, type Partition, type Tick } from '../../stream/tick.ts'
import type { TurnRecords } from '../../turn/turn-runner.ts'
import type { Positions } from './training-window.ts'
import type { KeptRecord, WindowSnapshot } from './window-snapshot.ts'

/** The key records of a stretch that is read once, in memory, from a kept snapshot on. */
export class WindowRecords implements TurnRecords {
  readonly #kept = new Map<string, KeptRecord>()
  readonly #ttlMs: number | undefined
  #cache: RecordCache | undefined

  constructor(ttlMs?: number) {
    this.#ttlMs = ttlMs
  }

  /** Before the first turn, once the chain's layout is known. */
  open(layout: RecordLayout, kept?: WindowSnapshot): void {
    const limits = { maxKeys: Number.MAX_SAFE_INTEGER, maxDirty: Number.MAX_SAFE_INTEGER }
    this.#cache = new RecordCache(layout, { ...limits, ...(this.#ttlMs !== undefined && { ttlMs: this.#ttlMs }) })
    for (const { partition, key, bytes } of kept?.records ?? []) {
      this.#cache.install(partition, key, bytes)
      this.#kept.set(nameOf(partition, key), { partition, key, bytes })
    }
  }

  begin(): void {
    this.#cache!.beginTurn()
  }

  take(tick: Tick): KeyRecord {
    const cache = this.#cache!
    const id = partitionId(tick)
    const record = cache.get(id, tick.key, tick.eventTime) ?? cache.install(id, tick.key, undefined)
    cache.touch(record)
    return record
  }

  rollback(): void {
    this.#cache!.rollback()
  }

  end(): void {
    this.#cache!.endTurn()
  }

  /** All records as they are between two turns. Cheap when few have changed since the last time. */
  snapshot(partitions: readonly Partition[], offsets: Positions): Omit<WindowSnapshot, 'exact'> {
    const cache = this.#cache!
    for (const partition of partitions.map(partitionId)) {
      const changed = cache.takeDirty(partition)
      for (const { key, bytes } of changed) this.#kept.set(nameOf(partition, key), { partition, key, bytes })
      cache.saved(partition, changed)
    }
    return { layout: cache.layout.description, offsets, records: [...this.#kept.values()] }
  }
}

const nameOf = (partition: string, key: string) => `${partition}\n${key}`
