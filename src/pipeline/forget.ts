import { isLogSource } from '../stream/log-source.ts'
import { partitionId, type Partition } from '../stream/tick.ts'
import { defaultStore } from './defaults.ts'
import type { Pipeline } from './spec.ts'
import { usageOf } from './usage-of.ts'

/**
 * Forgets how far a pipeline has come: the offsets that its group has committed, then every record and checkpoint. Gives
 * the partitions. Throws, with nothing changed, while members of the group read or another process writes the store.
 */
export async function forget<T, R>({ settings, source, state }: Pipeline<T, R>): Promise<readonly Partition[]> {
  const committed = (isLogSource(source) && (await source.forget?.())) || []
  const store = state ?? defaultStore(settings.name)
  await store.open(usageOf(settings.name, source))
  try {
    const stored = await store.partitions()
    for (const partition of stored) await store.reset(partition)
    return [...new Map([...committed, ...stored].map((partition) => [partitionId(partition), partition])).values()]
  } finally {
    await store.close()
  }
}
