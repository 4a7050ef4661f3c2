import { Admin, ConfigResourceTypes } from '@platformatic/kafka'
import { TickwiseError } from '../../src/errors.ts'
import { toClientOptions } from './config.ts'
import { hasProtocolId } from './protocol-errors.ts'
import type { SourceSettings } from './source-options.ts'

const policyKey = 'cleanup.policy'

/**
 * Refuses topics that Kafka compacts: ticks would be missing from a replay. Where the user may not look at a topic's
 * settings, that can't be known. Errors: `SOURCE_FAILED`.
 */
export async function refuseCompacted(settings: SourceSettings): Promise<void> {
  const admin = new Admin(toClientOptions(settings))
  try {
    const described = await admin.describeConfigs({
      resources: settings.topics.map((resourceName) => ({
        resourceType: ConfigResourceTypes.TOPIC,
        resourceName,
        configurationKeys: [policyKey],
      })),
    })
    for (const { resourceName, configs } of described) {
      const policy = configs.find(({ name }) => name === policyKey)?.value
      if (policy?.includes('compact')) throw compacted(resourceName, policy)
    }
  } catch (error) {
    if (!hasProtocolId(error, ['TOPIC_AUTHORIZATION_FAILED', 'CLUSTER_AUTHORIZATION_FAILED'])) throw error
  } finally {
    await admin.close()
  }
}

function compacted(topic: string, policy: string): TickwiseError {
  return new TickwiseError('SOURCE_FAILED', {
    expected: `topic "${topic}" to keep every record, as cleanup.policy=delete does`,
    received: `${policyKey}=${policy}`,
    action:
      'Read from a topic that is not compacted: a state is rebuilt from the log, and compaction takes ticks out of it.',
  })
}
