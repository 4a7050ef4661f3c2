import { Admin, Producer } from '@platformatic/kafka'

export const topicTicks = 300_000
export const partitions = 4
const keys = 512

export interface Trade {
  readonly symbol: string
  readonly price: string
}

/** For every client that the benches start: a young broker takes a moment to find its coordinators. */
export function clientOptions(brokers: string, clientId: string) {
  return { clientId, bootstrapBrokers: [brokers], retryDelay: 5, retries: 2000 }
}

/** A tick of about 85 bytes and where it goes. */
export function tickMessage(topic: string, i: number) {
  const symbol = `SYM${i % keys}`
  const price = (100 + (i % 977) / 7).toFixed(4)
  const time = 1_700_000_000_000 + i
  const value = `{"symbol":"${symbol}","price":"${price}","size":${i % 1000},"time":${time},"venue":"XNAS"}`
  return { topic, key: Buffer.from(symbol), partition: (i % keys) % partitions, value: Buffer.from(value) }
}

/** Old event times must not make the broker delete anything. */
export async function createTopics(brokers: string, topics: readonly string[]): Promise<void> {
  const admin = new Admin(clientOptions(brokers, 'bench-admin'))
  const configs = [{ name: 'retention.ms', value: '-1' }]
  await admin.createTopics({ topics: [...topics], partitions, replicas: 1, configs })
  await admin.close()
}

/** `topicTicks` JSON ticks of 512 keys. */
export async function fillTopic(brokers: string, topic: string): Promise<void> {
  await createTopics(brokers, [topic])
  const producer = new Producer({ ...clientOptions(brokers, 'bench-fill'), idempotent: true, acks: -1 })
  for (let from = 0; from < topicTicks; from += 4096) {
    const length = Math.min(4096, topicTicks - from)
    await producer.send({ messages: Array.from({ length }, (_, n) => tickMessage(topic, from + n)) })
  }
  await producer.close()
}
