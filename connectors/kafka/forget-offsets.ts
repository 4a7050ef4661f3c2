import { Admin } from '@platformatic/kafka'
import { TickwiseError } from '../../src/errors.ts'
import type { Partition } from '../../src/stream/tick.ts'
import { toClientOptions } from './config.ts'
import { hasProtocolId } from './protocol-errors.ts'
import type { SourceSettings } from './source-options.ts'

/** Deletes what a group without members has committed of its topics. Gives the partitions. Errors: `SOURCE_FAILED`. */
export async function forgetOffsets(settings: SourceSettings): Promise<readonly Partition[]> {
  const { groupId } = settings
  const admin = new Admin(toClientOptions(settings))
  try {
    const metadata = await admin.metadata({ topics: [...settings.topics] })
    const topics = [...metadata.topics].map(([name, { partitionsCount }]) => ({
      name,
      partitionIndexes: Array.from({ length: partitionsCount }, (_, partition) => partition),
    }))
    await admin.deleteConsumerGroupOffsets({ groupId, topics }).catch((error: unknown) => {
      // Never used, or forgotten already.
      if (!hasProtocolId(error, ['GROUP_ID_NOT_FOUND'])) throw error
    })
    return topics.flatMap(({ name: topic, partitionIndexes }) =>
      partitionIndexes.map((partition) => ({ topic, partition })),
    )
  } catch (error) {
    if (hasProtocolId(error, ['GROUP_SUBSCRIBED_TO_TOPIC', 'NON_EMPTY_GROUP'])) throw inUse(groupId, error)
    throw error
  } finally {
    await admin.close()
  }
}

function inUse(groupId: string, cause: unknown): TickwiseError {
  return new TickwiseError('SOURCE_FAILED', {
    expected: `the group "${groupId}" without members`,
    received: 'a group whose members read',
    action: 'Stop all workers of the pipeline first; one that was killed counts until its session has run out.',
    cause,
  })
}
