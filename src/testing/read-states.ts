import { isKeptKey } from '../state/kept-records.ts'
import type { ModelHistory } from '../state/model-history.ts'
import { readModels } from '../state/partition-models.ts'
import { decodePartitionRecord } from '../state/partition-record.ts'
import type { Store } from '../state/store.ts'
import { partitionId } from '../stream/tick.ts'

export interface ReadStates {
  /** Encoded key records, by partition id and key. */
  readonly records: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>
  /** By partition id. */
  readonly histories: ReadonlyMap<string, ModelHistory>
}

/** All that a store holds of a pipeline, without what is kept for a way back. */
export async function readStates(store: Store): Promise<ReadStates> {
  const records = new Map<string, Map<string, Uint8Array>>()
  const histories = new Map<string, ModelHistory>()
  for (const partition of await store.partitions()) {
    const id = partitionId(partition)
    const ofPartition = new Map<string, Uint8Array>()
    for await (const { key, bytes } of store.records(partition)) if (!isKeptKey(key)) ofPartition.set(key, bytes)
    records.set(id, ofPartition)
    const { checkpoint } = await store.peek(partition)
    const models = checkpoint && readModels(decodePartitionRecord(checkpoint.checkpoint).sections)
    if (models !== undefined) histories.set(id, models.history)
  }
  return { records, histories }
}
