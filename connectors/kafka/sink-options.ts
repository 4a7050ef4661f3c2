import { CompressionAlgorithms, type CompressionAlgorithmValue } from '@platformatic/kafka'
import { z } from 'zod'
import type { FormatOutput } from '../../src/stream/format-output.ts'
import { connectionSchema, type ConnectionOptions } from './config.ts'

const asFunction = <F>() => z.custom<F>((value) => typeof value === 'function', { error: 'expected a function' })

const topicName = z.string().regex(/^[\w.-]{1,249}$/, 'expected the name of a topic')

export const sinkOptionsSchema = connectionSchema.extend({
  topic: topicName,
  /** Where dead letters go. Default: the topic's name and `-dead-letters`. */
  deadLetterTopic: topicName.optional(),
  /** Creates topics that are missing; without it they are an error. */
  create: z.strictObject({ partitions: z.int().min(1).default(1), replicas: z.int().min(-1).default(-1) }).optional(),
  /** The value's text. Default: JSON of `{ id, key, time, ...value }`. */
  format: asFunction<FormatOutput<never>>().optional(),
  compression: z
    .enum(Object.values(CompressionAlgorithms) as [CompressionAlgorithmValue, ...CompressionAlgorithmValue[]])
    .default('none'),
  /** A transaction that is not ended within this time is aborted by the broker. */
  transactionTimeoutMs: z.int().min(1000).max(900_000).default(10_000),
  /** Batches are kept below this, so that they stay below the broker's `message.max.bytes` (1 MB by default). */
  maxBatchBytes: z.int().min(1024).default(800_000),
})

export type SinkSettings = z.output<typeof sinkOptionsSchema> & { readonly deadLetterTopic: string }

/** @inline */
type Own = Omit<z.input<typeof sinkOptionsSchema>, keyof ConnectionOptions | 'format'>

/** `brokers` and `topic`. `T` is the value of the outputs. */
export type KafkaSinkOptions<T> = Readonly<Own> & Readonly<ConnectionOptions> & { readonly format?: FormatOutput<T> }
