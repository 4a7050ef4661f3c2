import { fencedOffset, fencedToken, mayReplace } from '../../src/state/store-error.ts'
import type { SavedRecord, Snapshot, Store, StoredCheckpoint } from '../../src/state/store.ts'
import { partitionId, type Partition } from '../../src/stream/tick.ts'

interface PartitionData {
  readonly partition: Partition
  readonly records: Map<string, Uint8Array>
  token: string | undefined
  checkpoint: StoredCheckpoint | undefined
}

/** Keeps snapshots in this process. They outlive `close`, so that a test can crash a pipeline and start it again. */
export function store(): Store {
  return new MemoryStore()
}

class MemoryStore implements Store {
  readonly name = 'memory'
  readonly durable = false
  readonly atomicSaves = true
  readonly #partitions = new Map<string, PartitionData>()

  async open(): Promise<void> {}

  async claim(partition: Partition, token: string): Promise<StoredCheckpoint | undefined> {
    const id = partitionId(partition)
    let data = this.#partitions.get(id)
    if (data === undefined) {
      const { topic, partition: number } = partition
      data = { partition: { topic, partition: number }, records: new Map(), token, checkpoint: undefined }
      this.#partitions.set(id, data)
    }
    data.token = token
    return copyCheckpoint(data.checkpoint)
  }

  async load(partition: Partition, token: string, keys: readonly string[]): Promise<(Uint8Array | undefined)[]> {
    const { records } = this.#owned(partition, token)
    return keys.map((key) => records.get(key)?.slice())
  }

  async save(token: string, snapshots: readonly Snapshot[]): Promise<void> {
    const owned = snapshots.map(({ partition, previousOffset, offset }) => {
      const data = this.#owned(partition, token)
      const stored = data.checkpoint?.offset
      if (!mayReplace(stored, previousOffset, offset)) throw fencedOffset(partition, previousOffset, stored)
      return data
    })
    snapshots.forEach(({ records, offset, checkpoint }, i) => {
      const data = owned[i]!
      for (const { key, bytes } of records) data.records.set(key, new Uint8Array(bytes))
      data.checkpoint = { offset, checkpoint: new Uint8Array(checkpoint) }
    })
  }

  async reset(partition: Partition): Promise<void> {
    this.#partitions.delete(partitionId(partition))
  }

  async partitions(): Promise<readonly Partition[]> {
    return [...this.#partitions.values()]
      .filter(({ checkpoint }) => checkpoint !== undefined)
      .map(({ partition }) => partition)
      .sort((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition))
  }

  async peek(
    partition: Partition,
    key?: string,
  ): Promise<{ checkpoint: StoredCheckpoint | undefined; record: Uint8Array | undefined }> {
    const data = this.#partitions.get(partitionId(partition))
    const record = key === undefined ? undefined : data?.records.get(key)?.slice()
    return { checkpoint: copyCheckpoint(data?.checkpoint), record }
  }

  async *records(partition: Partition): AsyncGenerator<SavedRecord> {
    const records = this.#partitions.get(partitionId(partition))?.records ?? new Map<string, Uint8Array>()
    // The default order of strings is the order of code units.
    for (const [key, bytes] of [...records].sort(([a], [b]) => (a < b ? -1 : 1))) yield { key, bytes: bytes.slice() }
  }

  async close(): Promise<void> {}

  #owned(partition: Partition, token: string): PartitionData {
    const data = this.#partitions.get(partitionId(partition))
    if (data === undefined || data.token !== token) throw fencedToken(partition, token, data?.token)
    return data
  }
}

function copyCheckpoint(stored: StoredCheckpoint | undefined): StoredCheckpoint | undefined {
  return stored && { offset: stored.offset, checkpoint: stored.checkpoint.slice() }
}
