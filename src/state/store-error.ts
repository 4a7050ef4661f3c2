import { TickwiseError } from '../errors.ts'
import { partitionId, type Partition } from '../stream/tick.ts'

/** The partition's token is not the caller's. */
export function fencedToken(partition: Partition, token: string, stored: string | undefined): TickwiseError {
  return new TickwiseError('STORE_FENCED', {
    expected: `partition ${partitionId(partition)} to be claimed by ${token}`,
    received: stored === undefined ? 'a partition that nobody has claimed' : `a partition claimed by ${stored}`,
    action: 'Forget what is cached of it, claim it again and recover.',
  })
}

/** A claim by a generation that is older than the one before: `STORE_FENCED`. */
export class OlderGenerationError extends TickwiseError {
  constructor(partition: Partition, token: string, stored: string) {
    super('STORE_FENCED', {
      expected: `a claim of partition ${partitionId(partition)} by generation ${stored} or later`,
      received: `one by ${token}`,
      action:
        'A newer owner has it: join the group again. When the group was deleted and made anew, or has another name now, its ' +
        'generations began anew too: forget the old state with `tickwise reset`, or let the store take it once with ' +
        '`generations: false`.',
    })
  }
}

/** The stored checkpoint is neither the one that a snapshot replaces nor the snapshot's own. */
export function fencedOffset(
  partition: Partition,
  previous: number | undefined,
  stored: number | undefined,
): TickwiseError {
  return new TickwiseError('STORE_FENCED', {
    expected: `the checkpoint of partition ${partitionId(partition)} at offset ${previous ?? 'none'}`,
    received: `one at offset ${stored ?? 'none'}`,
    action: 'Forget what is cached of it, claim it again and recover.',
  })
}

/** Whether a snapshot may replace a checkpoint at `stored`: it follows it, or it is the same save once more. */
export function mayReplace(stored: number | undefined, previous: number | undefined, next: number): boolean {
  return stored === previous || stored === next
}
