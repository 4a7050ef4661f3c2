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
  /** Whether the checkpoint holds any tick, or only where to start. */
  readonly absorbed: boolean
  /** The offset that the group has committed; undefined for none. */
  readonly committed: number | undefined
  readonly bounds: LogBounds
  /** Where a first run is configured to start. */
  readonly start: number
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
 * | no A, C | rebuild silently from the log's first record, if nothing was cut off its beginning |
 * | A, no C | go on where nothing was absorbed yet; otherwise a gap |
 * | A > C, or one of them outside of the log | a gap |
 *
 * A gap is refused with both numbers (`RECOVERY_GAP`), or by policy: `reset` forgets the state and goes on at C,
 * `rebuild` forgets it and reads all that the log still has, silently up to C.
 */
export function chooseRecovery(facts: RecoveryFacts, policy: GapPolicy): Recovery {
  const { saved, committed, absorbed, bounds, start } = facts
  if (saved === undefined && committed === undefined) return { from: start, emitFrom: start, fresh: true }
  const isInLog = (offset: number) => offset >= bounds.start && offset <= bounds.end
  if (committed !== undefined && isInLog(committed)) {
    if (saved === undefined && bounds.start === 0) return { from: 0, emitFrom: committed, fresh: true }
    if (saved !== undefined && saved <= committed && isInLog(saved)) {
      return { from: saved, emitFrom: committed, fresh: false }
    }
  }
  if (committed === undefined && saved !== undefined && !absorbed && isInLog(saved)) {
    return { from: saved, emitFrom: saved, fresh: false }
  }
  if (policy === 'fail') throw gap(facts)
  const emitFrom = committed !== undefined && isInLog(committed) ? committed : bounds.start
  return { from: policy === 'reset' ? emitFrom : bounds.start, emitFrom, fresh: true }
}

function gap({ partition, saved, committed, bounds }: RecoveryFacts): TickwiseError {
  const has = (offset: number | undefined) => (offset === undefined ? 'nothing' : `offset ${offset}`)
  return new TickwiseError('RECOVERY_GAP', {
    expected: `a checkpoint of ${partition} at or before what the group has committed, both still in the log`,
    received: `checkpoint ${has(saved)}, committed ${has(committed)}, log from ${bounds.start} to ${bounds.end}`,
    action:
      'Run again with --on-gap reset (forget the states, go on at the committed offset) or --on-gap rebuild (forget the ' +
      'states, rebuild them from what the log still has), or forget everything with `tickwise reset`.',
  })
}
