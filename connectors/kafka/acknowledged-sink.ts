import { Producer } from '@platformatic/kafka'
import type { AcknowledgedSink, Output } from '../../src/stream/sink.ts'
import { ClusterClient } from './cluster-client.ts'
import { toClientOptions } from './config.ts'
import { produceRounds } from './produce-rounds.ts'
import { kafkaError } from './protocol-errors.ts'
import { withRetries } from './retry.ts'
import { Sequences } from './sequences.ts'
import type { SinkSettings } from './sink-options.ts'
import { countPartitions, ensureTopics } from './sink-topics.ts'
import { TurnBatches } from './turn-batches.ts'
import type { WriteRecords } from './write-records.ts'

/** A producer's number at the brokers, and how far it has counted. */
interface Identity {
  readonly producerId: bigint
  readonly producerEpoch: number
  readonly sequences: Sequences
}

/** Outputs acknowledged by all replicas in sync: at least once. A repeat has the same id. */
export class KafkaAcknowledgedSink<T> implements AcknowledgedSink<T> {
  readonly name = 'kafka'
  readonly kind = 'acknowledged'
  readonly #settings: SinkSettings
  readonly #topic: string
  readonly #write: WriteRecords<T>
  readonly #producer: Producer
  readonly #client: ClusterClient
  /** Undefined when the next write must ask for a new one: after a failure nobody knows how far the old one came. */
  #identity: Identity | undefined

  constructor(settings: SinkSettings, topic: string, write: WriteRecords<T>) {
    this.#settings = settings
    this.#topic = topic
    this.#write = write
    this.#producer = new Producer({ ...toClientOptions(settings), idempotent: true })
    this.#client = new ClusterClient(this.#producer)
  }

  open(): Promise<void> {
    return this.#retried(() => ensureTopics(this.#client, this.#settings, [this.#topic]))
  }

  write(outputs: readonly Output<T>[]): Promise<void> {
    if (outputs.length === 0) return Promise.resolve()
    return this.#retried(() => this.#send(outputs))
  }

  async close(): Promise<void> {
    await this.#producer.close(true).catch(() => undefined)
  }

  async #send(outputs: readonly Output<T>[]): Promise<void> {
    const { compression, maxBatchBytes, requestTimeoutMs: timeoutMs } = this.#settings
    const batches = new TurnBatches(maxBatchBytes)
    this.#write(outputs, this.#topic, await countPartitions(this.#client, this.#topic), batches)
    const { sequences, ...identity } = (this.#identity ??= await this.#identify())
    try {
      const options = { client: this.#client, transactionalId: null, timeoutMs, compression, ...identity }
      await produceRounds(batches.rounds(), sequences, options)
    } catch (error) {
      this.#identity = undefined
      throw error
    }
  }

  async #identify(): Promise<Identity> {
    const { producerId, producerEpoch } = await this.#producer.initIdempotentProducer({
      producerId: -1n,
      producerEpoch: -1,
    })
    return { producerId, producerEpoch, sequences: new Sequences() }
  }

  async #retried(operation: () => Promise<void>): Promise<void> {
    try {
      await withRetries(operation, { giveUpMs: this.#settings.giveUpMs })
    } catch (error) {
      throw kafkaError('SINK_FAILED', `outputs to be taken by topic "${this.#topic}"`, error)
    }
  }
}
