import { randomUUID } from 'node:crypto'
import * as kafka from '../../../../connectors/kafka/index.ts'
import type { KafkaRecord } from '../../../../connectors/kafka/source-options.ts'
import { setTimeout as delay } from 'node:timers/promises'
import { partitionId, type Partition } from '../../../../src/stream/tick.ts'
import { placesOf } from '../stage.ts'

/** Everything that a reader of committed records finds in topics, once no transaction on it is open any more. */
export async function readTopics(
  brokers: string,
  topics: readonly string[],
  partitions: number,
): Promise<KafkaRecord[]> {
  const reader = kafka.source<KafkaRecord>({
    brokers,
    topics: [...topics],
    groupId: `reader-${randomUUID()}`,
    deserialize: (record) => record,
    nullKey: 'topic',
    from: 'earliest',
    stopAtEnd: true,
  })
  try {
    await allEnded(brokers, placesOf({ topics, partitions }))
    await reader.open()
    const records: KafkaRecord[] = []
    for (;;) {
      const event = await reader.read({ maxTicks: 10_000, waitMs: 1000 })
      if (event.type !== 'ticks') continue
      if (event.deadLetters.length > 0)
        throw new Error(`the reader of ${topics.join()} can't read ${event.deadLetters[0]!.message}`)
      for (const { value } of event.ticks) records.push(value)
      if (event.ended) return records
    }
  } finally {
    await reader.close()
  }
}

/** An open transaction hides what was committed after its beginning. */
async function allEnded(brokers: string, places: readonly Partition[]): Promise<void> {
  const topics = places.map(({ topic }) => topic)
  const ends = kafka.source({ brokers, topics, groupId: 'none', from: 'latest' })
  try {
    for (const place of places) {
      const deadline = performance.now() + 30_000
      while ((await ends.startOffset(place)) !== (await ends.bounds(place)).end) {
        if (performance.now() > deadline) throw new Error(`a transaction on ${partitionId(place)} never ends`)
        await delay(100)
      }
    }
  } finally {
    await ends.close()
  }
}
