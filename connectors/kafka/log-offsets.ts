import { FetchIsolationLevels, type listOffsetsV9 } from '@platformatic/kafka'
import type { LogBounds } from '../../src/stream/log-source.ts'
import type { Partition } from '../../src/stream/tick.ts'
import type { ClusterClient } from './cluster-client.ts'
import { unknownTopic } from './unknown-topic.ts'

/** Which offset of a partition is asked for; a number is a time, and means the first record from then on. */
export type OffsetQuery = 'earliest' | 'latest' | number

/** One offset of a partition. With `committedOnly` the end is before the first open transaction. */
export async function findOffset(
  client: ClusterClient,
  { topic, partition }: Partition,
  query: OffsetQuery,
  committedOnly: boolean,
): Promise<number> {
  const known = (await client.topic(topic, true))?.partitions[partition]
  if (known === undefined) throw unknownTopic(`partition ${partition} of topic "${topic}"`)
  const level = committedOnly ? FetchIsolationLevels.READ_COMMITTED : FetchIsolationLevels.READ_UNCOMMITTED
  const timestamp = query === 'earliest' ? -2n : query === 'latest' ? -1n : BigInt(Math.trunc(query))
  const asked = [{ partitionIndex: partition, currentLeaderEpoch: -1, timestamp }]
  const response = await client.request<listOffsetsV9.ListOffsetsRequest, listOffsetsV9.ListOffsetsResponse>(
    known.leader,
    'ListOffsets',
    -1,
    level,
    [{ name: topic, partitions: asked }],
  )
  const offset = Number(response.topics[0]?.partitions[0]?.offset ?? -1)
  // No record is as young as the time asked for: begin with the next one that comes.
  return offset < 0 ? findOffset(client, { topic, partition }, 'latest', committedOnly) : offset
}

/** What the log holds now; `end` is past open transactions too. */
export async function logBounds(client: ClusterClient, partition: Partition): Promise<LogBounds> {
  const start = await findOffset(client, partition, 'earliest', false)
  return { start, end: await findOffset(client, partition, 'latest', false) }
}
