import type { Partition } from '../../../src/stream/tick.ts'
import type { PipelineName } from './worker/pipelines.ts'

/** A pipeline under test: what its group reads, and where its outputs go. */
export interface Stage {
  readonly pipeline: PipelineName
  readonly groupId: string
  readonly topics: readonly string[]
  /** Of each of the topics. */
  readonly partitions: number
  readonly outTopic: string
}

/** Of every topic that workers write. */
export const outPartitions = 4

export function placesOf({ topics, partitions }: Pick<Stage, 'topics' | 'partitions'>): Partition[] {
  return topics.flatMap((topic) => Array.from({ length: partitions }, (_, partition) => ({ topic, partition })))
}
