import { readModels } from '../../../../src/state/partition-models.ts'
import { decodePartitionRecord } from '../../../../src/state/partition-record.ts'
import type { ModelHistory } from '../../../../src/state/model-history.ts'
import type { Store } from '../../../../src/state/store.ts'
import { partitionId } from '../../../../src/stream/tick.ts'
import { placesOf, type Stage } from '../stage.ts'

/** Which models have served each partition, as its checkpoint says. */
export async function readHistories(store: Store, stage: Stage): Promise<ReadonlyMap<string, ModelHistory>> {
  const histories = new Map<string, ModelHistory>()
  await store.open()
  try {
    for (const place of placesOf(stage)) {
      const { checkpoint } = await store.peek(place)
      const { history = [] } = (checkpoint && readModels(decodePartitionRecord(checkpoint.checkpoint).sections)) ?? {}
      histories.set(partitionId(place), history)
    }
  } finally {
    await store.close()
  }
  return histories
}
