import type { DeadLetter } from '../../src/stream/dead-letter.ts'
import type { Output, TransactionalSink, TransactionalTurn, TransactionOwner } from '../../src/stream/sink.ts'
import type { Partition } from '../../src/stream/tick.ts'
import type { ClusterClient } from './cluster-client.ts'
import type { GroupReceipt } from './group-member.ts'
import { isLostGeneration, toPartition } from './group-offsets.ts'
import { hasProtocolId, isHopeless, kafkaError } from './protocol-errors.ts'
import { withRetries } from './retry.ts'
import type { SinkSettings } from './sink-options.ts'
import { countPartitions, ensureTopics } from './sink-topics.ts'
import { TransactionalProducer } from './transactional-producer.ts'
import { TurnBatches, type Placed } from './turn-batches.ts'
import { writeDeadLetters, type WriteRecords } from './write-records.ts'

/** Somebody else uses our id, or the broker gave up the transaction: nothing of it is left to end. */
const fenced = ['PRODUCER_FENCED', 'INVALID_PRODUCER_EPOCH', 'INVALID_PRODUCER_ID_MAPPING']

/** Outputs, dead letters and the input's offsets in one Kafka transaction a turn. */
export class KafkaTransactionalSink<T> implements TransactionalSink<T> {
  readonly name = 'kafka'
  readonly kind = 'transactional'
  readonly #settings: SinkSettings
  readonly #writeOutputs: WriteRecords<T>
  #transactionalId = ''
  /** Undefined when the next commit must initialise the id anew. */
  #producer: TransactionalProducer | undefined

  constructor(settings: SinkSettings, writeOutputs: WriteRecords<T>) {
    this.#settings = settings
    this.#writeOutputs = writeOutputs
  }

  async open({ transactionalId, previousTransactionalIds = [] }: TransactionOwner): Promise<void> {
    try {
      if (transactionalId !== this.#transactionalId) await this.#discard()
      this.#transactionalId = transactionalId
      const producer = this.#producer ?? (await this.#start())
      const { topic, deadLetterTopic } = this.#settings
      await this.#retried(() => ensureTopics(producer.client, this.#settings, [topic, deadLetterTopic]))
      for (const id of new Set(previousTransactionalIds)) {
        if (id !== transactionalId) await (await TransactionalProducer.start(this.#settings, id)).close()
      }
    } catch (error) {
      throw kafkaError('SINK_FAILED', `to begin under the transactional id "${transactionalId}"`, error)
    }
  }

  async commit(turn: TransactionalTurn<T>): Promise<'committed' | 'refused'> {
    const { outputs, deadLetters, next } = turn
    if (outputs.length === 0 && deadLetters.length === 0 && next.size === 0) return 'committed'
    const receipt = turn.receipt as GroupReceipt
    try {
      const producer = this.#producer ?? (await this.#start())
      const rounds = await this.#write(producer.client, outputs, deadLetters)
      try {
        await inTime(producer.commit({ rounds, next, receipt }), this.#settings.transactionTimeoutMs)
        return 'committed'
      } catch (error) {
        return await this.#settle(error, next, receipt)
      }
    } catch (error) {
      throw kafkaError('SINK_FAILED', 'to commit a turn', error)
    }
  }

  async close(): Promise<void> {
    await this.#discard()
  }

  async #settle(
    error: unknown,
    next: ReadonlyMap<string, number>,
    receipt: GroupReceipt,
  ): Promise<'committed' | 'refused'> {
    if (hasProtocolId(error, fenced)) {
      await this.#discard()
      return 'refused'
    }
    if (isLostGeneration(error) || isHopeless(error)) {
      // Beginning anew takes back what was sent. The client's count of what it sent is wrong after a failure, too.
      await this.#restart()
      if (isLostGeneration(error)) return 'refused'
      throw error
    }
    // It may have happened or not. The same id is taken up again, which ends what is pending, and the offsets tell.
    const partitions = [...next.keys()].map(toPartition)
    if (partitions.length === 0) {
      await this.#discard()
      throw error
    }
    return (await this.#hasHappened(partitions, next, receipt)) ? 'committed' : 'refused'
  }

  /** Offsets only grow, so one that is behind its turn's end says that the turn, one transaction, did not happen. */
  #hasHappened(
    partitions: readonly Partition[],
    next: ReadonlyMap<string, number>,
    { groupId }: GroupReceipt,
  ): Promise<boolean> {
    const read = async () => {
      const { offsets } = await this.#restart()
      const committed = await offsets.committed(groupId, partitions)
      return [...next].every(([id, offset]) => (committed.get(id) ?? -1) >= offset)
    }
    return withRetries(read, { giveUpMs: this.#settings.giveUpMs, firstPauseMs: 20 })
  }

  async #write(
    client: ClusterClient,
    outputs: readonly Output<T>[],
    deadLetters: readonly Output<DeadLetter>[],
  ): Promise<Placed[][]> {
    const { topic, deadLetterTopic, maxBatchBytes } = this.#settings
    const batches = new TurnBatches(maxBatchBytes)
    const count = (name: string) => this.#retried(() => countPartitions(client, name))
    if (outputs.length > 0) this.#writeOutputs(outputs, topic, await count(topic), batches)
    if (deadLetters.length > 0) writeDeadLetters(deadLetters, deadLetterTopic, await count(deadLetterTopic), batches)
    return batches.rounds()
  }

  /** What has no effect that a repetition could double. */
  #retried<R>(operation: () => Promise<R>): Promise<R> {
    return withRetries(operation, { giveUpMs: this.#settings.giveUpMs })
  }

  async #restart(): Promise<TransactionalProducer> {
    await this.#discard()
    return this.#start()
  }

  async #start(): Promise<TransactionalProducer> {
    return (this.#producer = await TransactionalProducer.start(this.#settings, this.#transactionalId))
  }

  /** Its numbers go with it; whatever the client still tries ends with its connections. */
  async #discard(): Promise<void> {
    const producer = this.#producer
    this.#producer = undefined
    await producer?.close()
  }
}

/** The broker ends a transaction at its time limit; the client by itself would go on trying for minutes. */
async function inTime(committing: Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end of the transaction within ${limitMs} ms`)), limitMs)
  })
  try {
    await Promise.race([committing, limit])
  } finally {
    clearTimeout(timer)
    committing.catch(() => undefined)
  }
}
