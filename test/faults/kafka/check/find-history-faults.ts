import {
  formatHistory,
  standingEntries,
  type ModelHistory,
  type SwapEntry,
} from '../../../../src/state/model-history.ts'

/** What is wrong with the histories of a stage's checkpoints, beside what was recorded with the committed offsets. */
export function findHistoryFaults(
  histories: ReadonlyMap<string, ModelHistory>,
  notes: ReadonlyMap<string, string>,
): string[] {
  const faults: string[] = []
  for (const [partition, history] of histories) {
    const last = history.at(-1)
    const text = formatHistory(history)
    // A dual run begins and ends by one decision.
    const isOlder = ({ decision, policy }: SwapEntry, before: SwapEntry | undefined) =>
      decision < (before?.decision ?? 0) ||
      (decision === before?.decision && policy !== 'dual-run' && policy !== 'drop')
    if (history.some((entry, i) => isOlder(entry, history[i - 1])))
      faults.push(`${partition} was swapped by an older decision than before: ${text}`)
    if (
      last !== undefined &&
      last.policy !== 'shadow' &&
      standingEntries(history, last.model).at(-1)?.version !== last.version
    )
      faults.push(`${partition} is not served by whom its last decision names: ${text}`)
    const note = notes.get(partition)
    if (last !== undefined && (note === undefined || !`${text},`.startsWith(`${note},`)))
      faults.push(`${partition} was committed with another history: ${note} instead of ${text}`)
  }
  return faults
}

/** How the partitions of a stage were swapped: by which policy, or back. */
export function countSwaps(histories: ReadonlyMap<string, ModelHistory>): ReadonlyMap<string, number> {
  const counts = new Map(['warm-up', 'carry', 'reset', 'restore'].map((policy) => [policy, 0]))
  for (const history of histories.values())
    for (const { policy } of history.slice(1)) counts.set(policy, (counts.get(policy) ?? 0) + 1)
  return counts
}
