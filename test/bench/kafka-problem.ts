import { Admin, Consumer, Producer } from '@platformatic/kafka'
import { map } from 'rxjs'
import * as kafka from '../../connectors/kafka/index.ts'
import * as redis from '../../connectors/redis/index.ts'
import { forecast } from '../../operators/index.ts'
import { pipeline, run } from '../../src/index.ts'
import { speedModel } from './stream-problem.ts'

export const kafkaTicks = 300_000
export const partitions = 4
const keys = 512

interface Trade {
  readonly symbol: string
  readonly price: string
}

/** 300,000 JSON ticks of about 85 bytes, 512 keys over 4 partitions, and a topic for the outputs. */
export async function fillTopic(brokers: string, topic: string): Promise<void> {
  const admin = new Admin({ clientId: 'bench', bootstrapBrokers: [brokers] })
  await admin.createTopics({ topics: [topic, `${topic}-out`], partitions, replicas: 1 })
  await admin.close()
  const producer = new Producer({ clientId: 'bench', bootstrapBrokers: [brokers], acks: -1, retries: 20 })
  for (let from = 0; from < kafkaTicks; from += 4096) {
    const length = Math.min(4096, kafkaTicks - from)
    const messages = Array.from({ length }, (_, n) => {
      const i = from + n
      const symbol = `SYM${i % keys}`
      const price = (100 + (i % 977) / 7).toFixed(4)
      const time = 1_700_000_000_000 + i
      const value = `{"symbol":"${symbol}","price":"${price}","size":${i % 1000},"time":${time},"venue":"XNAS"}`
      return { topic, key: Buffer.from(symbol), partition: (i % keys) % partitions, value: Buffer.from(value) }
    })
    await producer.send({ messages })
  }
  await producer.close()
}

/** Ticks a second of a pipeline: parse, 8 features, GRU 8 to 64, exactly once, checkpoints in Redis. */
export async function pipelineRate(
  brokers: string,
  redisUrl: string,
  topic: string,
  turnSize: number,
): Promise<number> {
  const name = `bench-${crypto.randomUUID()}`
  const stop = new AbortController()
  let [ticks, startedAt, endedAt] = [0, 0, 0]
  const bench = pipeline({
    name,
    source: kafka.source<Trade>({ brokers, groupId: name, topic, from: 'earliest' }),
    sink: kafka.sink({ brokers, topic: `${topic}-out` }),
    state: redis.store({ url: redisUrl, prefix: name }),
    guarantee: 'exactly-once',
    turn: { maxTicks: turnSize },
    operators: (trades) =>
      trades.pipe(
        forecast(speedModel(), { value: ({ price }) => Number(price) }),
        map(({ last, forecasts }) => ({ last, point: forecasts[0]!.point })),
      ),
  })
  await run(bench, {
    signal: stop.signal,
    onStart: () => (startedAt = performance.now()),
    onTurn: (turn) => {
      ticks += turn.ticks.length
      if (ticks < kafkaTicks) return
      endedAt = performance.now()
      stop.abort()
    },
  })
  return (kafkaTicks * 1000) / (endedAt - startedAt)
}

/** Ticks a second of a bare loop with the same client: fetch, produce the same bytes, commit offsets, in transactions. */
export async function bareRate(brokers: string, topic: string, turnSize: number): Promise<number> {
  const name = `bare-${crypto.randomUUID()}`
  const base = { retryDelay: 5, clientId: name, bootstrapBrokers: [brokers] }
  const consumer = new Consumer({ ...base, groupId: name, autocommit: false, maxWaitTime: 20 })
  const producer = new Producer({ ...base, idempotent: true, acks: -1, transactionalId: name })
  consumer.topics.trackAll(topic)
  await consumer.joinGroup({})
  const { id: topicId, partitions: leaders } = (await consumer.metadata({ topics: [topic] })).topics.get(topic)!
  const offsets = leaders.map(() => 0n)
  const startedAt = performance.now()
  for (let seen = 0; seen < kafkaTicks;) {
    const messages: { topic: string; key: Buffer; partition: number; value: Buffer }[] = []
    while (messages.length < turnSize && seen + messages.length < kafkaTicks) {
      const answer = await consumer.fetch({
        node: leaders[0]!.leader,
        maxWaitTime: 20,
        minBytes: 1,
        maxBytes: 4 << 20,
        isolationLevel: 1,
        topics: [
          {
            topicId,
            partitions: leaders.map(({ leaderEpoch }, partition) => ({
              partition,
              currentLeaderEpoch: leaderEpoch,
              fetchOffset: offsets[partition]!,
              lastFetchedEpoch: -1,
              partitionMaxBytes: 512 << 10,
            })),
          },
        ],
      })
      for (const { partitionIndex, records } of answer.responses.flatMap((response) => response.partitions)) {
        for (const batch of records ?? []) {
          for (const { offsetDelta, key, value } of batch.records) {
            if (batch.firstOffset + BigInt(offsetDelta) < offsets[partitionIndex]!) continue
            messages.push({
              topic: `${topic}-out`,
              key: key as Buffer,
              partition: partitionIndex,
              value: value as Buffer,
            })
          }
          offsets[partitionIndex] = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n
        }
      }
    }
    seen += messages.length
    const transaction = await producer.beginTransaction()
    await transaction.send({ messages })
    await transaction.addConsumer(consumer)
    const { groupId, generationId, memberId, coordinatorId } = consumer
    const member = { groupId, generationId, memberId: memberId!, coordinatorId: coordinatorId! }
    for (const [partition, offset] of offsets.entries()) {
      if (offset > 0n)
        await transaction.addOffset({ topic, partition, offset: offset - 1n, metadata: { consumer: member } } as never)
    }
    await transaction.commit()
  }
  const rate = (kafkaTicks * 1000) / (performance.now() - startedAt)
  await consumer.close(true)
  await producer.close(true)
  return rate
}
