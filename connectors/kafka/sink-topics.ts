import { Admin } from '@platformatic/kafka'
import { TickwiseError } from '../../src/errors.ts'
import type { ClusterClient } from './cluster-client.ts'
import { toClientOptions } from './config.ts'
import { hasProtocolId } from './protocol-errors.ts'
import { withRetries } from './retry.ts'
import type { SinkSettings } from './sink-options.ts'

/** Sees that the topics are there, and creates them where that was asked for. Errors: `SINK_FAILED`. */
export async function ensureTopics(
  client: ClusterClient,
  settings: SinkSettings,
  topics: readonly string[],
): Promise<void> {
  for (const topic of topics) {
    if ((await client.topic(topic, true)) !== undefined) continue
    if (settings.create === undefined) throw missing(topic)
    await createTopic(settings, topic)
    // Created is not yet known to every broker.
    const again = () => true
    await withRetries(() => countPartitions(client, topic), { giveUpMs: settings.giveUpMs, again })
  }
}

/** How many partitions a topic has; known from memory where the client asked lately. */
export async function countPartitions(client: ClusterClient, topic: string): Promise<number> {
  const found = await client.topic(topic)
  if (found === undefined) throw missing(topic)
  return found.partitionsCount
}

async function createTopic(settings: SinkSettings, topic: string): Promise<void> {
  const admin = new Admin(toClientOptions(settings))
  const { partitions = 1, replicas = -1 } = settings.create ?? {}
  try {
    await admin.createTopics({ topics: [topic], partitions, replicas })
  } catch (error) {
    // Another worker was first.
    if (!hasProtocolId(error, ['TOPIC_ALREADY_EXISTS'])) throw error
  } finally {
    await admin.close()
  }
}

function missing(topic: string): TickwiseError {
  return new TickwiseError('SINK_FAILED', {
    expected: `topic "${topic}" in the cluster`,
    received: 'none of that name',
    action: 'Create it, or let the sink do it: `create: { partitions: 4 }`.',
  })
}
