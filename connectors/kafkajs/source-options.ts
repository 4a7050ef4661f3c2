import { z } from 'zod'
import { recordOptionsSchema, type RecordOptions } from '../../src/stream/record-options.ts'
import type { ConsumerSettings, KafkaLike } from './client.ts'

/** Checks no more than that it is one: the client checks its own options. */
export const clientSchema = z.custom<KafkaLike>(
  (value) => typeof (value as { consumer?: unknown } | null)?.consumer === 'function',
  { error: 'expected an instance of Kafka, made by kafkajs' },
)

export const sourceOptionsSchema = z.strictObject({
  ...recordOptionsSchema.pick({ schema: true, key: true, eventTime: true }).shape,
  kafka: clientSchema,
  groupId: z.string().min(1),
  topic: z.union([
    z
      .string()
      .min(1)
      .transform((topic) => [topic]),
    z.array(z.string().min(1)).min(1),
  ]),
  /** Where a pipeline without a checkpoint begins; a time is in milliseconds since the epoch. */
  from: z
    .union([z.enum(['earliest', 'latest']), z.strictObject({ time: z.union([z.number().min(0), z.date()]) })])
    .default('earliest'),
  format: z.enum(['json', 'text']).default('json'),
  /** Larger values go to the dead letters. */
  maxRecordBytes: z
    .int()
    .min(16)
    .default(1 << 20),
  /** End where the log ends at open, instead of waiting for more. */
  stopAtEnd: z.boolean().default(false),
  /** Passed on to `kafka.consumer`. */
  consumer: z.custom<Omit<ConsumerSettings, 'groupId'>>((value) => typeof value === 'object').default({}),
})

export type SourceSettings = z.output<typeof sourceOptionsSchema>

/** @inline */
type Own = Omit<z.input<typeof sourceOptionsSchema>, 'schema' | 'key' | 'eventTime'>

/** `kafka`, `groupId` and `topic`, and how records become ticks. `T` is the payload. */
export type KafkaJsSourceOptions<T> = Readonly<Own> & Pick<RecordOptions<T>, 'schema' | 'key' | 'eventTime'>
