import { randomUUID } from 'node:crypto'
import * as kafka from '../../../connectors/kafka/index.ts'
import type { KafkaRecord } from '../../../connectors/kafka/source-options.ts'
import { setTimeout as delay } from 'node:timers/promises'

/** Everything that a reader of committed records finds in a topic, once no transaction on it is open any more. */
export async function readTopic(brokers: string, topic: string, partitions: number): Promise<KafkaRecord[]> {
  const reader = kafka.source<KafkaRecord>({
    brokers,
    topic,
    groupId: `reader-${randomUUID()}`,
    deserialize: (record) => record,
    nullKey: 'topic',
    from: 'earliest',
    stopAtEnd: true,
  })
  try {
    await allEnded(brokers, topic, partitions)
    await reader.open()
    const records: KafkaRecord[] = []
    for (;;) {
      const event = await reader.read({ maxTicks: 10_000, waitMs: 1000 })
      if (event.type !== 'ticks') continue
      if (event.deadLetters.length > 0)
        throw new Error(`the reader of ${topic} can't read ${event.deadLetters[0]!.message}`)
      for (const { value } of event.ticks) records.push(value)
      if (event.ended) return records
    }
  } finally {
    await reader.close()
  }
}

/** An open transaction hides what was committed after its beginning. */
async function allEnded(brokers: string, topic: string, partitions: number): Promise<void> {
  const ends = kafka.source({ brokers, topic, groupId: 'none', from: 'latest' })
  try {
    for (let partition = 0; partition < partitions; partition++) {
      const place = { topic, partition }
      const deadline = performance.now() + 30_000
      while ((await ends.startOffset(place)) !== (await ends.bounds(place)).end) {
        if (performance.now() > deadline) throw new Error(`a transaction on ${topic}/${partition} never ends`)
        await delay(100)
      }
    }
  } finally {
    await ends.close()
  }
}
