import type { Consumer } from '@platformatic/kafka'

export interface ReadRecord {
  readonly partition: number
  readonly key: Buffer
  readonly value: Buffer
}

/** Committed records of a whole topic, by the client's own fetch call, from positions of our own. One broker. */
export class TopicReader {
  readonly #consumer: Consumer
  readonly #topic: string
  /** The next offset of each partition. */
  readonly offsets: bigint[] = []
  #topicId = ''
  #node = 0
  #epochs: readonly number[] = []

  constructor(consumer: Consumer, topic: string) {
    this.#consumer = consumer
    this.#topic = topic
  }

  async open(): Promise<void> {
    const { id, partitions } = (await this.#consumer.metadata({ topics: [this.#topic] })).topics.get(this.#topic)!
    this.#topicId = id
    this.#node = partitions[0]!.leader
    this.#epochs = partitions.map(({ leaderEpoch }) => leaderEpoch)
    for (let partition = 0; partition < partitions.length; partition++) this.offsets[partition] = 0n
  }

  /** What has come since the last fetch; where there is nothing, waits for at most `maxWaitTime` milliseconds. */
  async fetch(maxWaitTime: number): Promise<ReadRecord[]> {
    const { offsets } = this
    const partitions = this.#epochs.map((currentLeaderEpoch, partition) => {
      const fetchOffset = offsets[partition]!
      return { partition, currentLeaderEpoch, fetchOffset, lastFetchedEpoch: -1, partitionMaxBytes: 512 << 10 }
    })
    const topics = [{ topicId: this.#topicId, partitions }]
    const limits = { maxWaitTime, minBytes: 1, maxBytes: 4 << 20, isolationLevel: 1 } as const
    const answer = await this.#consumer.fetch({ node: this.#node, ...limits, topics })
    const found: ReadRecord[] = []
    for (const { partitionIndex: partition, records } of answer.responses.flatMap((response) => response.partitions)) {
      for (const batch of records ?? []) {
        const isControl = (batch.attributes & 32) !== 0
        for (const { offsetDelta, key, value } of isControl ? [] : batch.records) {
          if (batch.firstOffset + BigInt(offsetDelta) < offsets[partition]!) continue
          found.push({ partition, key: key as Buffer, value: value as Buffer })
        }
        offsets[partition] = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n
      }
    }
    return found
  }
}
