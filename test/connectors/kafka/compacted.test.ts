import { expect, it } from 'vitest'
import { source } from '../../../connectors/kafka/index.ts'
import { useCluster } from './cluster.ts'

const cluster = useCluster()

it.each(['compact', 'compact,delete'])(
  'refuses a topic with cleanup.policy=%s before it joins a group',
  async (policy) => {
    const [kept, topic] = [await cluster.createTopic(), cluster.name('topic')]
    await cluster.createTopic(1, topic, { 'cleanup.policy': policy })
    const refused = source({ brokers: cluster.brokers, groupId: cluster.name('group'), topics: [kept, topic] })
    cluster.onClose(() => refused.close())
    await expect(refused.open()).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      expected: expect.stringContaining(`"${topic}"`) as string,
      received: `cleanup.policy=${policy}`,
    })
  },
)
