import { z } from 'zod'
import { TickwiseError } from '../../src/errors.ts'
import { toJsonLine, type FormatOutput } from '../../src/stream/format-output.ts'
import { parseOptions } from '../../src/stream/parse-options.ts'
import type { AcknowledgedSink, Output } from '../../src/stream/sink.ts'
import type { KafkaLike, ProducerLike, ProducerSettings } from './client.ts'
import { clientSchema } from './source-options.ts'

const schema = z.strictObject({
  kafka: clientSchema,
  topic: z.string().min(1),
  format: z.custom<FormatOutput<never>>((value) => typeof value === 'function', 'expected a function').optional(),
  producer: z.custom<ProducerSettings>((value) => typeof value === 'object').optional(),
})

/** `kafka` and `topic`. `T` is the value of the outputs. */
export interface KafkaJsSinkOptions<T> {
  readonly kafka: KafkaLike
  readonly topic: string
  /** The value's text. Default: JSON of `{ id, key, time, ...value }`. */
  readonly format?: FormatOutput<T>
  /** Passed on to `kafka.producer`. */
  readonly producer?: ProducerSettings
}

// kafkajs groups the messages of one call in quadratic time.
const messagesPerCall = 500

/**
 * Outputs to a Kafka topic through a `Kafka` of kafkajs that you run already; at least once and never more, because
 * kafkajs (no release since February 2023) puts no generation into its transactions, so that a worker that lost its
 * partitions would still be let in. A repeat carries the same id, in the value and in the header `id`.
 *
 * Acknowledged by all replicas in sync; keys partitioned by kafkajs as the Java client does. Errors: `CONFIG_INVALID`;
 * `SINK_FAILED` where kafkajs gives up.
 */
export function sink<T = unknown>(options: KafkaJsSinkOptions<T>): AcknowledgedSink<T> {
  const { kafka, topic, producer, format } = parseOptions(schema, options, 'kafkajs.sink')
  return new KafkaJsSink<T>(kafka.producer(producer), topic, (format as FormatOutput<T> | undefined) ?? toJsonLine)
}

class KafkaJsSink<T> implements AcknowledgedSink<T> {
  readonly name = 'kafkajs'
  readonly kind = 'acknowledged'
  readonly #producer: ProducerLike
  readonly #topic: string
  readonly #format: FormatOutput<T>

  constructor(producer: ProducerLike, topic: string, format: FormatOutput<T>) {
    this.#producer = producer
    this.#topic = topic
    this.#format = format
  }

  open(): Promise<void> {
    return this.#tried(() => this.#producer.connect())
  }

  write(outputs: readonly Output<T>[]): Promise<void> {
    return this.#tried(async () => {
      for (let at = 0; at < outputs.length; at += messagesPerCall) {
        const messages = outputs.slice(at, at + messagesPerCall).map((output) => this.#toMessage(output))
        await this.#producer.send({ topic: this.#topic, acks: -1, messages })
      }
    })
  }

  async close(): Promise<void> {
    await this.#producer.disconnect().catch(() => undefined)
  }

  #toMessage(output: Output<T>) {
    const headers: Record<string, Buffer[] | string> = {}
    // A name may repeat; one without a value is left out, kafkajs has no way to write it.
    for (const [name, value] of output.headers ?? []) {
      if (value !== null) headers[name] = [...((headers[name] as Buffer[] | undefined) ?? []), Buffer.from(value)]
    }
    headers['id'] = output.id
    return { key: output.key, value: this.#format(output), headers }
  }

  async #tried(operation: () => Promise<void>): Promise<void> {
    try {
      await operation()
    } catch (cause) {
      throw new TickwiseError('SINK_FAILED', {
        expected: `outputs to be taken by topic "${this.#topic}"`,
        received: cause instanceof Error ? cause.message : String(cause),
        action: 'Check the brokers, the topic and the rights of the client that was handed over.',
        cause,
      })
    }
  }
}
