import type { StoreUsage } from '../state/store.ts'
import { isLogSource } from '../stream/log-source.ts'
import type { Source } from '../stream/source.ts'

/** How a pipeline uses its store: the store's names and fences follow from it. */
export function usageOf(pipeline: string, source: Source): StoreUsage {
  return { pipeline, sharedGenerations: isLogSource(source) && source.sharedGenerations === true }
}
