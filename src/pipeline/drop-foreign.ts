import type { TickBatch } from '../stream/source.ts'
import { partitionId, type Partition } from '../stream/tick.ts'

type Placed = Partition & { readonly offset: number }
type PositionOf = (partition: string) => number | undefined

/**
 * Leaves out what was read before, and what is of a partition that is not ours any more: a source may deliver again, a
 * state must not absorb again.
 */
export function dropForeign<T>(batch: TickBatch<T>, positionOf: PositionOf): TickBatch<T> {
  const { ticks, deadLetters, next } = batch
  const foreign = hasForeign(ticks, positionOf) || hasForeign(deadLetters, positionOf)
  if (!foreign && [...next.keys()].every((id) => positionOf(id) !== undefined)) return batch
  const isOurs = (item: Placed) => item.offset >= (positionOf(partitionId(item)) ?? Infinity)
  const ours = new Map<string, number>()
  for (const [id, offset] of next) {
    const position = positionOf(id)
    if (position !== undefined) ours.set(id, Math.max(offset, position))
  }
  return { ...batch, ticks: ticks.filter(isOurs), deadLetters: deadLetters.filter(isOurs), next: ours }
}

function hasForeign(items: readonly Placed[], positionOf: PositionOf): boolean {
  let [topic, partition, position] = ['', -1, 0]
  for (const item of items) {
    if (item.partition !== partition || item.topic !== topic) {
      ;({ topic, partition } = item)
      position = positionOf(partitionId(item)) ?? Infinity
    }
    if (item.offset < position) return true
  }
  return false
}
