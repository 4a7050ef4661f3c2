import type { TickBatch } from '../stream/source.ts'
import { partitionId, type Partition } from '../stream/tick.ts'

type Placed = Partition & { readonly offset: number }

/** Leaves out what was read before: a source may deliver again, a state must not absorb again. */
export function dropRedelivered<T>(batch: TickBatch<T>, positionOf: (partition: string) => number): TickBatch<T> {
  if (!hasRepeats(batch.ticks, positionOf) && !hasRepeats(batch.deadLetters, positionOf)) return batch
  const isNew = (item: Placed) => item.offset >= positionOf(partitionId(item))
  const next = new Map<string, number>()
  for (const [id, offset] of batch.next) next.set(id, Math.max(offset, positionOf(id)))
  return { ...batch, ticks: batch.ticks.filter(isNew), deadLetters: batch.deadLetters.filter(isNew), next }
}

function hasRepeats(items: readonly Placed[], positionOf: (partition: string) => number): boolean {
  let [topic, partition, position] = ['', -1, 0]
  for (const item of items) {
    if (item.partition !== partition || item.topic !== topic) {
      ;({ topic, partition } = item)
      position = positionOf(partitionId(item))
    }
    if (item.offset < position) return true
  }
  return false
}
