import { formatHistory, type ModelHistory, type SwapEntry } from './model-history.ts'
import { stretchesOf } from './model-stretches.ts'

/** The accounts of a partition's models: the checkpoint's, and the log's beside the offset that the group has committed. */
export interface Accounts {
  readonly saved: ModelHistory | undefined
  readonly noted: ModelHistory | undefined
  readonly committed: number | undefined
}

/**
 * Which models have served a partition. What is noted beside the committed offset has answered the ticks before it. A
 * decision that only the checkpoint knows stands where nothing was answered since: a store that came back from an older
 * copy may know one that was lost and made anew at another offset.
 */
export function resolveHistory({ saved, noted, committed }: Accounts): ModelHistory | undefined {
  if (saved === undefined || noted === undefined || committed === undefined) return saved ?? noted
  // The oldest may be missing in the note, which is short.
  const begin = saved.findIndex((entry) => isSame(entry, noted[0]))
  const isAhead = begin >= 0 && noted.every((entry, i) => isSame(entry, saved[begin + i]))
  const more = isAhead ? saved.slice(begin + noted.length) : []
  const stands = more.every(({ offset }) => offset >= committed)
  return [...saved.slice(0, Math.max(0, begin)), ...noted, ...(stands ? more : [])]
}

/** Whether two histories lead to the same state at an offset: the same models have served before it. */
export function leadsToSame(one: ModelHistory, other: ModelHistory, offset: number): boolean {
  const names = new Set([...one, ...other].map(({ model }) => model))
  const servedBefore = (history: ModelHistory, model: string) =>
    JSON.stringify(stretchesOf(history, model).filter((stretch) => stretch.offset < offset))
  return [...names].every((model) => servedBefore(one, model) === servedBefore(other, model))
}

function isSame(a: SwapEntry, b: SwapEntry | undefined): boolean {
  return b !== undefined && formatHistory([a]) === formatHistory([b])
}
