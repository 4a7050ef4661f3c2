import type { ConnectionPool } from '@platformatic/kafka'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ClusterClient } from '../../../connectors/kafka/cluster-client.ts'
import type { FetchRequest } from '../../../connectors/kafka/fetch-types.ts'
import { Fetcher } from '../../../connectors/kafka/fetcher.ts'
import { PartitionFeed } from '../../../connectors/kafka/partition-feed.ts'
import { sourceOptionsSchema } from '../../../connectors/kafka/source-options.ts'

const topics = ['ticks']
const settings = { ...sourceOptionsSchema.parse({ brokers: 'a:1', groupId: 'g', gatherMs: 2 }), topics }

/** A broker that answers when it is told to, with one record from where it was asked. */
class ScriptedBroker {
  readonly asked: bigint[] = []
  #answer: ((response: unknown) => void) | undefined

  get client(): ClusterClient {
    const ask = (_connection: unknown, ...[, , , , , , [wanted]]: FetchRequest) => {
      this.asked.push(wanted!.partitions[0]!.fetchOffset)
      return new Promise((resolve) => (this.#answer = resolve))
    }
    const api = () => Promise.resolve({ version: 17, async: ask })
    return { api, connection: () => Promise.resolve({}) } as unknown as ClusterClient
  }

  /** Gives one record, of a log that ends at `end`. */
  async answer(end: number): Promise<void> {
    const record = { offsetDelta: 0, timestampDelta: 0n, key: null, value: Buffer.from('{}'), headers: [] }
    const firstOffset = this.asked.at(-1)!
    const batch = { firstOffset, lastOffsetDelta: 0, firstTimestamp: 0n, attributes: 0, length: 70, records: [record] }
    const records = firstOffset < BigInt(end) ? [batch] : []
    const partition = { partitionIndex: 0, errorCode: 0, lastStableOffset: BigInt(end), records }
    this.#answer?.({ errorCode: 0, responses: [{ topicId: 'x', partitions: [partition] }] })
    await vi.advanceTimersByTimeAsync(0)
  }
}

async function started(): Promise<{ broker: ScriptedBroker; news: () => number; fetcher: Fetcher }> {
  const broker = new ScriptedBroker()
  let news = 0
  const fetcher = new Fetcher({ settings, client: broker.client, pool: {} as ConnectionPool, onNews: () => news++ })
  const feed = new PartitionFeed({ topic: 'ticks', partition: 0 }, { id: 'x', partitions: [0] })
  feed.leader = { node: 1, epoch: 0 }
  feed.seek(0)
  fetcher.assign([feed])
  fetcher.poll()
  await vi.advanceTimersByTimeAsync(0)
  return { broker, news: () => news, fetcher }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('asks on at once while the log has more', async () => {
  const { broker } = await started()
  await broker.answer(10)
  await broker.answer(10)
  expect(broker.asked).toEqual([0n, 1n, 2n])
})

it('hands over the last records of the log at once, and asks for more when some may have come together', async () => {
  const { broker, news, fetcher } = await started()
  await broker.answer(1)
  expect(news()).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  fetcher.poll()
  expect(broker.asked).toEqual([0n])
  await vi.advanceTimersByTimeAsync(1)
  expect(broker.asked).toEqual([0n, 1n])
})

it('asks again at once where nothing had come', async () => {
  const { broker } = await started()
  await broker.answer(0)
  expect(broker.asked).toEqual([0n, 0n])
})
