import { Admin, murmur2, Producer } from '@platformatic/kafka'
import { map } from 'rxjs'
import * as kafka from '../../../connectors/kafka/index.ts'
import * as redis from '../../../connectors/redis/index.ts'
import { infer } from '../../../operators/index.ts'
import { pipeline } from '../../../src/index.ts'
import type { Store } from '../../../src/state/store.ts'
import type { Source } from '../../../src/stream/source.ts'
import { speedModel } from '../stream-problem.ts'

export const partitions = 4
export const topics = { input: 'ticks', output: 'forecasts', deadLetters: 'forecasts-dead-letters' } as const
const batchTicks = 4096

export interface Quote {
  readonly price: number
  readonly time: number
}

export interface RecoveryPlace {
  readonly brokers: string
  readonly redisUrl: string
}

export async function createTopics(brokers: string): Promise<void> {
  const admin = new Admin({ clientId: 'bench', bootstrapBrokers: [brokers], retries: 200, retryDelay: 20 })
  await admin.createTopics({ topics: Object.values(topics), partitions, replicas: 1 })
  await admin.close()
}

/** Writes ticks of these keys, each to the partition that any producer would choose. */
export async function feedTicks(brokers: string, keys: Iterable<number>): Promise<void> {
  const base = { clientId: 'bench', bootstrapBrokers: [brokers], retries: 200, retryDelay: 20 }
  const producer = new Producer({ ...base, idempotent: true, acks: -1 })
  const toMessage = (key: number) => {
    const bytes = Buffer.from(`K${key}`)
    const value = Buffer.from(`{"price":${100 + (key % 977) / 8},"time":1700000000000,"venue":"XNAS"}`)
    return { topic: topics.input, key: bytes, partition: (murmur2(bytes) & 0x7fffffff) % partitions, value }
  }
  let messages: ReturnType<typeof toMessage>[] = []
  for (const key of keys) {
    messages.push(toMessage(key))
    if (messages.length < batchTicks) continue
    await producer.send({ messages })
    messages = []
  }
  if (messages.length > 0) await producer.send({ messages })
  await producer.close()
}

export function recoverySource({ brokers }: RecoveryPlace, stopAtEnd: boolean): Source<Quote> {
  const group = { groupId: 'recovery', sessionTimeoutMs: 6000, heartbeatMs: 500, rebalanceTimeoutMs: 6000 }
  return kafka.source<Quote>({ brokers, ...group, topic: topics.input, eventTime: ({ time }) => time, stopAtEnd })
}

export function recoveryStore({ redisUrl }: RecoveryPlace): Store {
  return redis.store({ url: redisUrl, prefix: 'recovery' })
}

/** GRU 8 to 64, an output for each tick. Every limit as it is by default. */
export function recoveryPipeline({ brokers }: RecoveryPlace, source: Source<Quote>, state: Store) {
  return pipeline({
    name: 'recovery',
    source,
    sink: kafka.sink({ brokers, topic: topics.output }),
    state,
    guarantee: 'exactly-once',
    operators: (quotes) =>
      quotes.pipe(
        infer(speedModel(), { inputs: ({ price }) => Array<number>(8).fill(price / 1000) }),
        map(({ outputs }) => ({ point: outputs[0] })),
      ),
  })
}
