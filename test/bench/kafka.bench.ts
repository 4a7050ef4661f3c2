import type { Bench } from './bench.ts'
import { bareRate, fillTopic, partitions, pipelineRate } from './kafka-problem.ts'
import { startKafkaServices } from './kafka-services.ts'

const turnSize = 20_000

export const kafka: Bench = {
  name: 'kafka',
  about:
    `JSON ticks, 512 keys, ${partitions} partitions, GRU 8 to 64, checkpoints in Redis, exactly once, one worker. Broker ` +
    'and Redis on the same cores. The baseline is a bare loop with the same client: fetch, produce the bytes, commit.',
  async *figures() {
    const services = await startKafkaServices()
    const { brokers, redisUrl } = services
    await fillTopic(brokers, 'bench')
    yield {
      name: 'one worker',
      unit: 'ticks/s',
      better: 'higher',
      rounds: 5,
      value: () => pipelineRate(brokers, redisUrl, 'bench', turnSize),
      baselines: [{ name: 'bare transactional loop', measure: () => bareRate(brokers, 'bench', turnSize), goal: 0.6 }],
    }
    await services.close()
  },
}
