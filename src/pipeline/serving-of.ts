import { standingEntries, type ModelHistory } from '../state/model-history.ts'
import { shadowOf } from '../state/model-stretches.ts'
import type { ServingNews } from './run-options.ts'

/** Who serves each partition by each name, for those who watch. */
export function servingOf(
  histories: ReadonlyMap<string, ModelHistory>,
  names: readonly string[],
  dualRunTicks: number,
): ServingNews[] {
  return names.flatMap((model) =>
    [...histories].flatMap(([partition, history]) => {
      const now = standingEntries(history, model).at(-1)
      if (now === undefined) return []
      const { version, offset: since } = now
      const shadow = shadowOf(history, model)
      const beside = shadow && {
        shadow: { version: shadow.version, since: shadow.offset, until: shadow.offset + dualRunTicks },
      }
      return [{ model, partition, version, since, ...beside, history: history.filter((one) => one.model === model) }]
    }),
  )
}
