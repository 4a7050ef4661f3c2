import { Consumer, Producer } from '@platformatic/kafka'
import { clientOptions, topicTicks } from './topic.ts'
import { TopicReader, type ReadRecord } from './topic-reader.ts'

type Transaction = Awaited<ReturnType<Producer['beginTransaction']>>

export interface BareLoopOptions {
  readonly brokers: string
  readonly topic: string
  readonly guarantee: 'exactly-once' | 'at-least-once'
}

/**
 * What a pipeline can't do without: fetch, produce the same bytes, commit the offsets, with the client's own calls; in
 * transactions or acknowledged. Nothing is parsed and nothing computed.
 */
export class BareLoop {
  readonly #options: BareLoopOptions
  readonly #consumer: Consumer
  readonly #producer: Producer
  readonly #reader: TopicReader

  constructor(options: BareLoopOptions) {
    const name = `bare-${crypto.randomUUID()}`
    const base = clientOptions(options.brokers, name)
    const transactional = options.guarantee === 'exactly-once' ? { transactionalId: name } : {}
    this.#options = options
    this.#consumer = new Consumer({ ...base, groupId: name, autocommit: false })
    this.#producer = new Producer({ ...base, idempotent: true, acks: -1, ...transactional })
    this.#reader = new TopicReader(this.#consumer, options.topic)
  }

  async open(): Promise<void> {
    this.#consumer.topics.trackAll(this.#options.topic)
    await this.#consumer.joinGroup({})
    await this.#reader.open()
  }

  fetch(maxWaitTime: number): Promise<ReadRecord[]> {
    return this.#reader.fetch(maxWaitTime)
  }

  /** Hands over records and then the offsets so far. */
  async commit(records: readonly ReadRecord[]): Promise<void> {
    const { topic, guarantee } = this.#options
    const messages = records.map(({ partition, key, value }) => ({ topic: `${topic}-out`, partition, key, value }))
    const offsets = this.#reader.offsets.map((offset, partition) => ({ topic, partition, offset }))
    if (guarantee === 'at-least-once') {
      await this.#producer.send({ messages })
      await this.#consumer.commit({ offsets: offsets.map((place) => ({ ...place, leaderEpoch: -1 })) })
      return
    }
    const transaction = await this.#producer.beginTransaction()
    await transaction.send({ messages })
    await transaction.addConsumer(this.#consumer)
    for (const place of offsets) await this.#addOffset(transaction, place)
    await transaction.commit()
  }

  async close(): Promise<void> {
    await this.#consumer.close(true)
    await this.#producer.close(true)
  }

  /** The client commits the offset after the one it is given. */
  async #addOffset(transaction: Transaction, place: { topic: string; partition: number; offset: bigint }) {
    const { groupId, generationId, memberId, coordinatorId } = this.#consumer
    const consumer = { groupId, generationId, memberId: memberId!, coordinatorId: coordinatorId! }
    if (place.offset === 0n) return
    await transaction.addOffset({ ...place, offset: place.offset - 1n, metadata: { consumer } } as never)
  }
}

/** Ticks a second over the whole topic, in transactions of `turnSize` records. */
export async function bareRate(brokers: string, topic: string, turnSize: number): Promise<number> {
  const loop = new BareLoop({ brokers, topic, guarantee: 'exactly-once' })
  await loop.open()
  const startedAt = performance.now()
  for (let seen = 0; seen < topicTicks;) {
    const records: ReadRecord[] = []
    while (records.length < turnSize && seen + records.length < topicTicks) records.push(...(await loop.fetch(20)))
    seen += records.length
    await loop.commit(records)
  }
  const rate = (topicTicks * 1000) / (performance.now() - startedAt)
  await loop.close()
  return rate
}
