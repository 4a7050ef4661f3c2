import { standingEntries, type ModelHistory, type SwapEntry, type SwapPolicy } from './model-history.ts'

/** Who serves a partition by a name from an offset on, and who advances beside, as far as it counts for the state. */
export interface Stretch {
  readonly offset: number
  readonly version: string
  /** What becomes of states that another version has advanced. */
  readonly policy: SwapPolicy
  /** The version that advances beside. */
  readonly shadow?: string
}

/** Without what was taken back; by ascending offset. */
export function stretchesOf(history: ModelHistory, model: string): Stretch[] {
  const stretches: Stretch[] = []
  for (const entry of history) {
    if (entry.model !== model) continue
    const { offset, version, policy } = entry
    const last = stretches.at(-1)
    if (policy === 'restore') takeBack(stretches, entry)
    else if (policy !== 'shadow' && policy !== 'drop') stretches.push({ offset, version, policy })
    else if (last !== undefined) {
      const serving = { offset, version: last.version, policy: last.policy }
      stretches.push(policy === 'shadow' ? { ...serving, shadow: version } : serving)
    }
  }
  return stretches
}

/** Back to who served before the last swap: no further, also where several came at one offset. */
function takeBack(stretches: Stretch[], { version, back }: SwapEntry): void {
  const isThere = (last: Stretch) => last.version === version && last.shadow === undefined
  while (stretches.length > 1 && stretches.at(-1)!.offset >= back! && !isThere(stretches.at(-1)!)) stretches.pop()
}

/** The dual run under way: its entry; undefined for none. */
export function shadowOf(history: ModelHistory, model: string): SwapEntry | undefined {
  const last = history.findLast((entry) => entry.model === model)
  return last?.policy === 'shadow' ? last : undefined
}

/** Where the way back from a model's last swap leads to: a swap after a dual run is taken back with all of it. */
export function swapStart(history: ModelHistory, model: string): number | undefined {
  const last = standingEntries(history, model).at(-1)
  if (last?.policy !== 'dual-run') return last?.offset
  return history.findLast((entry) => entry.model === model && beginsRun(entry, last))?.offset ?? last.offset
}

const beginsRun = ({ policy, version, decision }: SwapEntry, swap: SwapEntry) =>
  policy === 'shadow' && version === swap.version && decision === swap.decision
