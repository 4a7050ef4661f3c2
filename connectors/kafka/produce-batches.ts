import { createAPI, produceV10, produceV11, produceV9, UnsupportedApiError, Writer } from '@platformatic/kafka'
import type { ClusterClient } from './cluster-client.ts'

/** A batch of the log as it goes to the broker, and where it goes. */
export interface PlacedBatch {
  readonly topic: string
  readonly partition: number
  readonly batch: Buffer
}

type Produce = [transactionalId: string | null, timeoutMs: number, batches: readonly PlacedBatch[]]

/** The request is the same in these versions; what their answers may hold differs. */
const versions = [produceV11, produceV10, produceV9].map(({ api: { version }, parseResponse }) =>
  createAPI<Produce, produceV11.ProduceResponse>(0, version, createRequest, parseResponse),
)

/** Sends batches to the leaders of their partitions, one request a leader. Throws what the client throws. */
export async function produceBatches(client: ClusterClient, ...[id, timeoutMs, batches]: Produce): Promise<void> {
  const { version: newest } = await client.api('Produce')
  const produce = versions.find(({ version }) => version <= newest)
  if (produce === undefined) throw new UnsupportedApiError('Kafka 3.1 or later is needed.')
  const byLeader = new Map<number, PlacedBatch[]>()
  for (const placed of batches) {
    const leader = (await client.topic(placed.topic))?.partitions[placed.partition]?.leader ?? -1
    const own = byLeader.get(leader)
    if (own === undefined) byLeader.set(leader, [placed])
    else own.push(placed)
  }
  const send = async ([leader, own]: [number, PlacedBatch[]]) =>
    produce.async(await client.connection(leader), id, timeoutMs, own)
  const outcomes = await Promise.allSettled([...byLeader].map(send))
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}

function createRequest(transactionalId: string | null, timeoutMs: number, batches: readonly PlacedBatch[]): Writer {
  const topics = [...new Set(batches.map(({ topic }) => topic))]
  const allReplicas = -1
  return Writer.create()
    .appendString(transactionalId)
    .appendInt16(allReplicas)
    .appendInt32(timeoutMs)
    .appendArray(topics, (writer, topic) => {
      const own = batches.filter((placed) => placed.topic === topic)
      writer.appendString(topic).appendArray(own, (inner, { partition, batch }) => {
        inner
          .appendInt32(partition)
          .appendUnsignedVarInt(batch.length + 1)
          .append(batch)
      })
    })
    .appendTaggedFields()
}
