import { KeyHomes } from '../state/key-homes.ts'
import type { RecordCache } from '../state/record-cache.ts'
import type { KeyRecord } from '../state/section.ts'
import type { Store } from '../state/store.ts'
import { partitionId, type Partition, type Tick } from '../stream/tick.ts'
import type { TurnRecords } from '../turn/turn-runner.ts'

/** The key records of turns, kept in the cache and loaded from the store. */
export class CachedTurnRecords implements TurnRecords {
  /** Set before the first turn; its layout is known once the chain is subscribed. */
  cache!: RecordCache
  #homes: KeyHomes | undefined
  #topic = ''
  #number = -1
  #id = ''

  /**
   * Brings the records of all these ticks into memory: one round trip a partition, none when they are there. Throws
   * `SOURCE_CHANGED` for a key in another partition than its own.
   */
  async load(store: Store, token: string, ticks: readonly Tick[]): Promise<void> {
    const keys = new Map<string, { partition: Partition; keys: string[] }>()
    for (const tick of ticks) {
      const id = this.#partitionOf(tick)
      const group = keys.get(id)
      if (group === undefined)
        keys.set(id, { partition: { topic: tick.topic, partition: tick.partition }, keys: [tick.key] })
      else group.keys.push(tick.key)
    }
    const { cache } = this
    const homes = (this.#homes ??= new KeyHomes(cache.options.maxKeys))
    for (const [id, group] of keys) {
      const missing = cache.missing(id, group.keys)
      if (missing.length === 0) continue
      homes.note(group.partition, missing)
      const loaded = await store.load(group.partition, token, missing)
      const fresh = missing.filter((_, i) => loaded[i] === undefined)
      if (fresh.length > 0) await homes.check(store, token, group.partition, fresh)
      for (let i = 0; i < missing.length; i++) cache.install(id, missing[i]!, loaded[i])
    }
  }

  begin(): void {
    this.cache.beginTurn()
  }

  take(tick: Tick): KeyRecord {
    const { cache } = this
    const id = this.#partitionOf(tick)
    // A new key whose first tick was rolled back is gone from the cache; the store has never had it.
    const record = cache.get(id, tick.key, tick.eventTime) ?? cache.install(id, tick.key, undefined)
    cache.touch(record)
    return record
  }

  rollback(): void {
    this.cache.rollback()
  }

  end(): void {
    this.cache.endTurn()
  }

  /** Ticks of one partition come in long runs: the text is made once a run. */
  #partitionOf(tick: Tick): string {
    if (tick.topic !== this.#topic || tick.partition !== this.#number) {
      this.#topic = tick.topic
      this.#number = tick.partition
      this.#id = partitionId(tick)
    }
    return this.#id
  }
}
