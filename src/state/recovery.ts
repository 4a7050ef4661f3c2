import { TickwiseError } from '../errors.ts'
import type { LogBounds } from '../stream/log-source.ts'

export const gapPolicies = ['fail', 'reset', 'rebuild'] as const
/** What to do where checkpoint, committed offset and log don't fit together. */
export type GapPolicy = (typeof gapPolicies)[number]

/** What is known of a partition when it is taken over. */
export interface RecoveryFacts {
  /** For messages. */
  readonly partition: string
  /** Offset of the checkpoint; undefined for none. */
  readonly saved: number | undefined
  /** Whether the checkpoint was taken on another input. */
  readonly changed: boolean
  /** Whether the checkpoint holds any tick, or only where to start. */
  readonly absorbed: boolean
  /** The offset that the group has committed; undefined for none. */
  readonly committed: number | undefined
  readonly bounds: LogBounds
  /** Where a first run is configured to start. */
  readonly start: number
  /** Where the history of the state begins, as the log knows it; undefined where it was not recorded. */
  readonly recorded: number | undefined
}

export interface Recovery {
  /** The next offset to read. */
  readonly from: number
  /** Ticks before it advance states silently: their outputs are out already. */
  readonly emitFrom: number
  /** Begin with no state, whatever the store has. */
  readonly fresh: boolean
}

/**
 * The table of recovery:
 *
 * | checkpoint A, committed C | what is done |
 * |---|---|
 * | A = C | go on |
 * | A < C | read from A, silently up to C |
 * | neither | start where it is configured |
 * | no A, C | rebuild silently from the recorded start, if the log still has it |
 * | A, no C | go on where nothing was absorbed yet; otherwise a gap |
 * | A > C, or one of them outside of the log | a gap |
 *
 * A start that was not recorded is known where a first run begins at the log's first record, with nothing cut off.
 *
 * A gap is refused with both numbers (`RECOVERY_GAP`), or by policy: `reset` forgets the state and goes on at C,
 * `rebuild` forgets it and reads all that the log still has, silently up to C.
 */
export function chooseRecovery(facts: RecoveryFacts, policy: GapPolicy): Recovery {
  const { saved, committed, absorbed, changed, bounds, start } = facts
  if (saved === undefined && committed === undefined) return { from: start, emitFrom: start, fresh: true }
  const isInLog = (offset: number) => offset >= bounds.start && offset <= bounds.end
  if (!changed && committed !== undefined && isInLog(committed)) {
    const begin = historyStart(facts)
    if (saved === undefined && begin !== undefined) return { from: begin, emitFrom: committed, fresh: true }
    if (saved !== undefined && saved <= committed && isInLog(saved)) {
      return { from: saved, emitFrom: committed, fresh: false }
    }
  }
  if (!changed && committed === undefined && saved !== undefined && !absorbed && isInLog(saved)) {
    return { from: saved, emitFrom: saved, fresh: false }
  }
  if (policy === 'fail') throw gap(facts)
  const emitFrom = committed !== undefined && isInLog(committed) ? committed : bounds.start
  return { from: policy === 'reset' ? emitFrom : bounds.start, emitFrom, fresh: true }
}

/** Where to rebuild a lost state from; undefined where that is not known, or not in the log any more. */
function historyStart({ recorded, committed, bounds, start }: RecoveryFacts): number | undefined {
  if (recorded === undefined) return start === 0 && bounds.start === 0 ? 0 : undefined
  return recorded >= bounds.start && recorded <= committed! ? recorded : undefined
}

function gap({ partition, saved, committed, bounds, recorded }: RecoveryFacts): TickwiseError {
  const has = (offset: number | undefined) => (offset === undefined ? 'nothing' : `offset ${offset}`)
  const begins =
    saved === undefined && recorded !== undefined ? `, the state's history begins at offset ${recorded}` : ''
  return new TickwiseError('RECOVERY_GAP', {
    expected: `a checkpoint of ${partition} at or before what the group has committed, both still in the log`,
    received: `checkpoint ${has(saved)}, committed ${has(committed)}, log from ${bounds.start} to ${bounds.end}${begins}`,
    action:
      'Run again with --on-gap reset (forget the states, go on at the committed offset) or --on-gap rebuild (forget the ' +
      'states, rebuild them from what the log still has), or forget everything with `tickwise reset`.',
  })
}
