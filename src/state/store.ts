import type { Partition } from '../stream/tick.ts'

/** Everything durable about a partition at one offset, saved together or not at all. */
export interface Snapshot {
  readonly partition: Partition
  /** The offset of the checkpoint this one replaces; undefined for the first. Save refuses when the store has another. */
  readonly previousOffset: number | undefined
  /** The next offset to read: the state holds every tick before it and none from it on. */
  readonly offset: number
  /** Key records changed since the previous snapshot. */
  readonly records: readonly SavedRecord[]
  /** The encoded partition record: identity, marks, counters, layout. Opaque to the store. */
  readonly checkpoint: Uint8Array
}

export interface SavedRecord {
  readonly key: string
  readonly bytes: Uint8Array
}

export interface StoredCheckpoint {
  readonly offset: number
  readonly checkpoint: Uint8Array
}

/** What a run tells its store about itself. */
export interface StoreUsage {
  /** The pipeline's name: a server that many use keeps their states apart by it, unless it was told how. */
  readonly pipeline: string
  /** Whether the generations that tokens begin with are counted for all workers alike, so that a lower one is an older one. */
  readonly sharedGenerations: boolean
}

/**
 * Keeps snapshots. A partition belongs to the last token that claimed it: load and save with any other token throw
 * `STORE_FENCED`. `previousOffset` makes a repeated save harmless (the stored offset may already be the new one).
 */
export interface Store {
  /** The connector's name, as in `tickwise/connectors/<name>`. */
  readonly name: string
  /** Survives the process. */
  readonly durable: boolean
  /** One save of several partitions happens as a whole. */
  readonly atomicSaves: boolean
  open(usage?: StoreUsage): Promise<void>
  claim(partition: Partition, token: string): Promise<StoredCheckpoint | undefined>
  /** In the order of `keys`; undefined for a key never saved. One round trip. */
  load(partition: Partition, token: string, keys: readonly string[]): Promise<(Uint8Array | undefined)[]>
  save(token: string, snapshots: readonly Snapshot[]): Promise<void>
  /** Forgets a partition: records and checkpoint. */
  reset(partition: Partition): Promise<void>
  /** For people: every partition with a checkpoint. Needs no token. */
  partitions(): Promise<readonly Partition[]>
  /** For people: the checkpoint and one record, without claiming. */
  peek(
    partition: Partition,
    key?: string,
  ): Promise<{ checkpoint: StoredCheckpoint | undefined; record: Uint8Array | undefined }>
  /** For people and for comparing runs: all records in ascending key order (code units), without claiming. */
  records(partition: Partition): AsyncIterable<SavedRecord>
  close(): Promise<void>
}
