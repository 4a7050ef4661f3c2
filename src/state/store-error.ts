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
