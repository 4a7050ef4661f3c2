import type { ProducedMessage } from './to-message.ts'

export interface PartitionMessages {
  readonly topic: string
  readonly partition: number
  readonly records: readonly ProducedMessage[]
}

/** Messages by where they go, each in the order given. */
export function groupByPartition(messages: readonly ProducedMessage[]): PartitionMessages[] {
  const groups = new Map<string, Map<number, ProducedMessage[]>>()
  for (const message of messages) {
    const { topic, partition } = message
    const partitions = groups.get(topic) ?? new Map<number, ProducedMessage[]>()
    groups.set(topic, partitions)
    const own = partitions.get(partition)
    if (own === undefined) partitions.set(partition, [message])
    else own.push(message)
  }
  return [...groups].flatMap(([topic, partitions]) =>
    [...partitions].map(([partition, records]) => ({ topic, partition, records })),
  )
}
