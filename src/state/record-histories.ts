import { TickwiseError } from '../errors.ts'
import type { LogSource } from '../stream/log-source.ts'
import { formatHistory } from './model-history.ts'
import type { OwnedPartition } from './owned-partition.ts'

/** Brokers take 4,096 bytes beside an offset; the rest is for where the history begins. */
const maxNoteLength = 4000

/** From now on every commit to the log says which models have served; the oldest are left out where they don't fit. */
export function recordHistories(log: LogSource | undefined, owned: Iterable<OwnedPartition>, receipt: unknown): void {
  const notes = new Map<string, string>()
  for (const { id, models } of owned) {
    if (models.history.length === 0) continue
    let entries = models.history
    while (formatHistory(entries).length > maxNoteLength) entries = entries.slice(1)
    notes.set(id, formatHistory(entries))
  }
  if (notes.size > 0) log?.recordNotes?.(notes, receipt)
}

export function unknownModels(partition: string, committed: number | undefined): TickwiseError {
  return new TickwiseError('RECOVERY_GAP', {
    expected: `the history of the models that served ${partition} up to offset ${committed}`,
    received: 'none, in the store or beside the committed offset',
    action:
      'Run again with --on-gap rebuild (the present models serve the log from its start) or --on-gap reset (forget the ' +
      'states, go on at the committed offset).',
  })
}
