import type { Bench } from './bench.ts'
import { startServices } from './kafka/services.ts'
import { startStreamsPeer, type StreamsPeer } from './kafka/streams-peer.ts'
import { createTopics, fillTopic, partitions } from './kafka/topic.ts'
import { Workers } from './kafka/workers.ts'

const turnSize = 20_000
const topic = 'ticks'
/** A JVM is slow at first; after these passes of each kind it gets no faster. */
const warmUps = 4

export const kafkaPeers: Bench = {
  name: 'kafka-peers',
  about:
    `the work of the bench "kafka" (300,000 JSON ticks, 512 keys, ${partitions} partitions, GRU 8 to 64, exactly once) on ` +
    'Kafka Streams 4.1 as well: RocksDB and changelog, record cache on, a commit every 100 ms, plain loops, warmed up.',
  async *figures() {
    const services = await startServices()
    const { brokers, redisUrl } = services
    let peer: StreamsPeer | undefined
    const options = { brokers, redisUrl, topic, turnSize, guarantee: 'exactly-once' } as const
    const one = new Workers(1)
    try {
      await fillTopic(brokers, topic)
      await createTopics(brokers, [`${topic}-out`])
      const { rate } = (peer = await startStreamsPeer(services, topic))
      for (let pass = 0; pass < warmUps; pass++) for (const threads of [1, 2]) await rate(threads)
      yield {
        name: 'one worker',
        unit: 'ticks/s',
        better: 'higher',
        rounds: 5,
        value: () => one.rate(options),
        baselines: [
          {
            name: 'Kafka Streams, the better of one and two threads',
            measure: async () => Math.max(await rate(1), await rate(2)),
            goal: 1.3,
          },
        ],
      }
    } finally {
      peer?.close()
      await one.close()
      await services.close()
    }
  },
}
