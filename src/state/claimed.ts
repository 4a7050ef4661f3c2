import { TickwiseError } from '../errors.ts'
import type { Marks } from '../stream/sink.ts'
import { partitionId, type Partition } from '../stream/tick.ts'
import type { PartitionRecord } from './partition-record.ts'

/** A partition that was just claimed, and what its checkpoint says. */
export interface Claimed {
  readonly partition: Partition
  readonly stored: { readonly offset: number; readonly record: PartitionRecord } | undefined
  /** The input is not the one that the checkpoint was taken on. */
  readonly changed: boolean
}

export function changedInput(partition: Partition, offset: number, expected: string, found: string): TickwiseError {
  return new TickwiseError('SOURCE_CHANGED', {
    expected: `the input that ${partitionId(partition)} was read from up to offset ${offset} (${expected})`,
    received: `another one (${found})`,
    action:
      'Bring back the input, or start anew: `tickwise reset` forgets the state of this pipeline, and on Kafka so do ' +
      '--on-gap reset (go on at the committed offset) and --on-gap rebuild (from what the log still has).',
  })
}

/** Partitions saved at different times know the outputs at different lengths; each save covered all that was there. */
export function longest(all: readonly Marks[]): Marks {
  const merged: Record<string, number> = {}
  for (const marks of all) {
    for (const [name, length] of Object.entries(marks)) merged[name] = Math.max(length, merged[name] ?? 0)
  }
  return merged
}
