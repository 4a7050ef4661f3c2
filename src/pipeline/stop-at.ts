import type { Source, TickBatch } from '../stream/source.ts'
import { partitionId, type Partition } from '../stream/tick.ts'

/**
 * Cuts a batch where its partitions have to stop: what comes after is left out, and read again. `stopOf` gives an offset
 * by partition id; undefined for none.
 */
export async function stopAt<T>(
  batch: TickBatch<T>,
  source: Source,
  partitions: readonly Partition[],
  stopOf: (id: string) => number | undefined,
): Promise<TickBatch<T>> {
  const stops = new Map<string, number>()
  for (const [id, next] of batch.next) {
    const stop = stopOf(id)
    if (stop !== undefined && next > stop) stops.set(id, stop)
  }
  if (stops.size === 0) return batch
  for (const partition of partitions) {
    const stop = stops.get(partitionId(partition))
    if (stop !== undefined) await source.seek(partition, stop)
  }
  const isBefore = (item: Partition & { readonly offset: number }) =>
    item.offset < (stops.get(partitionId(item)) ?? Infinity)
  return {
    ...batch,
    ticks: batch.ticks.filter(isBefore),
    deadLetters: batch.deadLetters.filter(isBefore),
    next: new Map([...batch.next].map(([id, next]) => [id, stops.get(id) ?? next])),
    ended: false,
  }
}
