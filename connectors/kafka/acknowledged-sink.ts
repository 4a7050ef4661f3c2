import { Producer, type MessageToProduce } from '@platformatic/kafka'
import type { AcknowledgedSink, Output } from '../../src/stream/sink.ts'
import { ClusterClient } from './cluster-client.ts'
import { toClientOptions } from './config.ts'
import { kafkaError } from './protocol-errors.ts'
import { withRetries } from './retry.ts'
import type { SinkSettings } from './sink-options.ts'
import { countPartitions, ensureTopics } from './sink-topics.ts'
import { splitMessages } from './split-messages.ts'
import type { ProducedMessage } from './to-message.ts'

export type ToMessage<T> = (output: Output<T>, topic: string, partitions: number) => ProducedMessage

/** Outputs acknowledged by all replicas in sync: at least once. A repeat has the same id. */
export class KafkaAcknowledgedSink<T> implements AcknowledgedSink<T> {
  readonly name = 'kafka'
  readonly kind = 'acknowledged'
  readonly #settings: SinkSettings
  readonly #topic: string
  readonly #toMessage: ToMessage<T>
  readonly #producer: Producer
  readonly #client: ClusterClient

  constructor(settings: SinkSettings, topic: string, toMessage: ToMessage<T>) {
    this.#settings = settings
    this.#topic = topic
    this.#toMessage = toMessage
    const { compression } = settings
    this.#producer = new Producer({ ...toClientOptions(settings), idempotent: true, compression })
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
    const partitions = await countPartitions(this.#client, this.#topic)
    const messages = outputs.map((output) => this.#toMessage(output, this.#topic, partitions))
    for (const run of splitMessages(messages, this.#settings.maxBatchBytes)) {
      await this.#producer.send({ messages: run.map(toClientMessage) })
    }
  }

  async #retried(operation: () => Promise<void>): Promise<void> {
    try {
      await withRetries(operation, { giveUpMs: this.#settings.giveUpMs })
    } catch (error) {
      throw kafkaError('SINK_FAILED', `outputs to be taken by topic "${this.#topic}"`, error)
    }
  }
}

/** A map whose keys are buffers keeps names that repeat. The client types values as never null; in the log they may be. */
function toClientMessage({ headers, ...message }: ProducedMessage): MessageToProduce {
  return { ...message, headers: new Map(headers as [Buffer, Buffer][]) }
}
