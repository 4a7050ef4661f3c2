import { TickwiseError } from '../errors.ts'
import type { PartitionRecord } from './partition-record.ts'

/** Refuses a checkpoint that another pipeline, another chain of operators or another model has written. */
export function checkForeign(
  found: PartitionRecord,
  ours: { readonly pipeline: string; readonly layout: string },
): void {
  if (found.pipeline !== ours.pipeline) {
    throw new TickwiseError('RECORD_FOREIGN', {
      expected: `state of pipeline "${ours.pipeline}"`,
      received: `state of pipeline "${found.pipeline}"`,
      action: 'Give each pipeline a state folder of its own, or forget the old state with `tickwise reset`.',
    })
  }
  if (found.layout === ours.layout) return
  const theirs = found.layout.split(' ')
  const mine = ours.layout.split(' ')
  const differing = theirs.find((name, i) => name !== mine[i]) ?? 'fewer sections'
  const wanted = mine.find((name, i) => name !== theirs[i]) ?? 'fewer sections'
  const sameSection = differing.split('@')[0] === wanted.split('@')[0]
  throw new TickwiseError('RECORD_FOREIGN', {
    expected: `state of the operators ${ours.layout}`,
    received: `${found.layout}; ${differing} instead of ${wanted}`,
    action: sameSection
      ? 'It was written with another model, other options or another version of the operator: bring that back, or forget the old state with `tickwise reset`.'
      : 'The chain has other operators now: bring back the old chain, or forget the old state with `tickwise reset`.',
  })
}
