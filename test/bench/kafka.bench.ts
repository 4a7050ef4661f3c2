import type { Bench } from './bench.ts'
import { bareRate } from './kafka/bare-loop.ts'
import { startServices } from './kafka/services.ts'
import { createTopics, fillTopic, partitions } from './kafka/topic.ts'
import { Workers } from './kafka/workers.ts'

const turnSize = 20_000
const topic = 'ticks'

export const kafka: Bench = {
  name: 'kafka',
  about:
    `300,000 JSON ticks, 512 keys, ${partitions} partitions, GRU 8 to 64, checkpoints in Redis, exactly once. Broker and ` +
    'Redis on the same cores. The baseline is a bare loop with the same client: fetch, produce the bytes, commit. ' +
    'A key has forecasts from its 22nd tick on, so that 96 % of the ticks have an output.',
  async *figures() {
    const services = await startServices()
    const { brokers, redisUrl } = services
    const options = { brokers, redisUrl, topic, turnSize, guarantee: 'exactly-once' } as const
    const [one, two] = [new Workers(1), new Workers(2)]
    const bare = { name: 'the bare transactional loop', measure: () => bareRate(brokers, topic, turnSize) }
    try {
      await fillTopic(brokers, topic)
      await createTopics(brokers, [`${topic}-out`])
      yield {
        name: 'one worker',
        unit: 'ticks/s',
        better: 'higher',
        rounds: 7,
        value: () => one.rate(options),
        baselines: [{ ...bare, goal: 0.6 }],
      }
      yield {
        name: 'two workers, for information',
        unit: 'ticks/s',
        better: 'higher',
        rounds: 3,
        value: () => two.rate(options),
        baselines: [],
      }
    } finally {
      await one.close()
      await two.close()
      await services.close()
    }
  },
}
