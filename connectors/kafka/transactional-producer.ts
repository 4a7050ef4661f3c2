import { Producer, type Consumer } from '@platformatic/kafka'
import { ClusterClient } from './cluster-client.ts'
import { toClientOptions } from './config.ts'
import type { GroupReceipt } from './group-member.ts'
import { GroupOffsets } from './group-offsets.ts'
import { withRetries } from './retry.ts'
import type { SinkSettings } from './sink-options.ts'
import { groupByPartition } from './group-by-partition.ts'
import { produceBatches } from './produce-batches.ts'
import { encodeBatch } from './record-batch.ts'
import { splitMessages } from './split-messages.ts'
import type { ProducedMessage } from './to-message.ts'

type Transaction = NonNullable<Producer['transaction']>

export interface TransactionContent {
  readonly messages: readonly ProducedMessage[]
  readonly next: ReadonlyMap<string, number>
  readonly receipt: GroupReceipt
}

/** The producer under one transactional id. One transaction at a time. Throws what the client throws. */
export class TransactionalProducer {
  readonly transactionalId: string
  readonly client: ClusterClient
  readonly offsets: GroupOffsets
  readonly #producer: Producer
  readonly #settings: SinkSettings
  readonly #sequences = new Map<string, number>()

  /**
   * Ends what is pending under the id, by whomever, and fences its former user. Tries until `giveUpMs` is over, each time
   * with a new producer: the client takes a transaction that failed to begin for one under way.
   */
  static start(settings: SinkSettings, transactionalId: string): Promise<TransactionalProducer> {
    const attempt = async () => {
      const producer = new TransactionalProducer(settings, transactionalId)
      try {
        await producer.#initialise()
        return producer
      } catch (error) {
        await producer.close()
        throw error
      }
    }
    return withRetries(attempt, { giveUpMs: settings.giveUpMs })
  }

  private constructor(settings: SinkSettings, transactionalId: string) {
    const { transactionTimeoutMs } = settings
    this.transactionalId = transactionalId
    this.#settings = settings
    this.#producer = new Producer({
      ...toClientOptions(settings),
      // The client's one time limit is the transaction's as well.
      timeout: transactionTimeoutMs,
      transactionalId,
      idempotent: true,
    })
    this.client = new ClusterClient(this.#producer)
    this.offsets = new GroupOffsets(this.client, transactionTimeoutMs)
  }

  /** Messages and offsets, or nothing of both. */
  async commit({ messages, next, receipt }: TransactionContent): Promise<void> {
    const transaction = await this.#producer.beginTransaction()
    // Told beforehand, so that nothing but the data itself is left to wait for while the offsets are written.
    if (messages.length > 0) {
      const places = [
        ...new Map(messages.map((message) => [`${message.topic}/${message.partition}`, message])).values(),
      ]
      const topics = [...new Set(places.map(({ topic }) => topic))]
      await transaction.addPartitions(await this.#producer.metadata({ topics }), places.map(toPlace))
    }
    const both = await Promise.allSettled([this.#send(messages), this.#addOffsets(transaction, next, receipt)])
    for (const outcome of both) if (outcome.status === 'rejected') throw outcome.reason
    await transaction.commit()
  }

  /** Ends the connections, and with them whatever the client goes on trying. */
  async close(): Promise<void> {
    await this.#producer.close(true).catch(() => undefined)
  }

  /**
   * Producer id and epoch -1 ask for an id whatever was there before; the client would send 0, which the broker takes
   * for the claim to be a certain earlier producer.
   */
  async #initialise(): Promise<void> {
    const transaction = await this.#producer.beginTransaction({ producerId: -1n, producerEpoch: -1 })
    await transaction.cancel()
  }

  async #send(messages: readonly ProducedMessage[]): Promise<void> {
    const { compression, transactionTimeoutMs, maxBatchBytes } = this.#settings
    const { producerId = -1n, producerEpoch = -1 } = this.#producer
    for (const run of splitMessages(messages, maxBatchBytes)) {
      const batches = groupByPartition(run).map(({ topic, partition, records }) => {
        const firstSequence = this.#nextSequence(`${topic}/${partition}`, records.length)
        const options = { producerId, producerEpoch, firstSequence, timestamp: Date.now(), compression }
        return { topic, partition, batch: encodeBatch(records, options) }
      })
      await produceBatches(this.client, this.transactionalId, transactionTimeoutMs, batches)
    }
  }

  #nextSequence(partition: string, count: number): number {
    const first = this.#sequences.get(partition) ?? 0
    // From the greatest 32-bit number it goes on at 0.
    this.#sequences.set(partition, (first + count) % 2 ** 31)
    return first
  }

  async #addOffsets(transaction: Transaction, next: ReadonlyMap<string, number>, receipt: GroupReceipt): Promise<void> {
    if (next.size === 0) return
    // All that the client reads of a consumer here is the name of its group.
    await transaction.addConsumer({ groupId: receipt.groupId } as Consumer)
    const { transactionalId } = this
    const { producerId = -1n, producerEpoch = -1 } = this.#producer
    this.offsets.remember(receipt.groupId, receipt.coordinatorId)
    await this.offsets.commitInTransaction(receipt, next, { transactionalId, producerId, producerEpoch })
  }
}

function toPlace({ topic, partition, value }: ProducedMessage) {
  return { topic, partition, value }
}
