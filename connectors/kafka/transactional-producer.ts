import { Producer, type Consumer } from '@platformatic/kafka'
import { ClusterClient } from './cluster-client.ts'
import { toClientOptions } from './config.ts'
import type { GroupReceipt } from './group-member.ts'
import { GroupOffsets } from './group-offsets.ts'
import { withRetries } from './retry.ts'
import type { SinkSettings } from './sink-options.ts'
import { produceRounds } from './produce-rounds.ts'
import { Sequences } from './sequences.ts'
import type { Placed } from './turn-batches.ts'

const empty = Buffer.alloc(0)

type Transaction = NonNullable<Producer['transaction']>

export interface TransactionContent {
  /** Batches, one a partition in each round. */
  readonly rounds: readonly (readonly Placed[])[]
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
  readonly #sequences = new Sequences()

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

  /** Records and offsets, or nothing of both. */
  async commit({ rounds, next, receipt }: TransactionContent): Promise<void> {
    const transaction = await this.#producer.beginTransaction()
    // Told beforehand, so that nothing but the data itself is left to wait for while the offsets are written.
    if (rounds.length > 0) {
      // The first round has every partition.
      const places = rounds[0]!.map(({ topic, partition }) => ({ topic, partition, value: empty }))
      const topics = [...new Set(places.map(({ topic }) => topic))]
      await transaction.addPartitions(await this.#producer.metadata({ topics }), places)
    }
    const both = await Promise.allSettled([this.#send(rounds), this.#addOffsets(transaction, next, receipt)])
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

  #send(rounds: TransactionContent['rounds']): Promise<void> {
    const { client, transactionalId } = this
    const { compression, transactionTimeoutMs: timeoutMs } = this.#settings
    const { producerId = -1n, producerEpoch = -1 } = this.#producer
    const options = { client, transactionalId, timeoutMs, compression, producerId, producerEpoch }
    return produceRounds(rounds, this.#sequences, options)
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
