import { z } from 'zod'
import type { TickHeaders } from '../../src/stream/tick.ts'
import { recordOptionsSchema, type RecordOptions } from '../../src/stream/record-options.ts'
import { connectionSchema, type ConnectionOptions } from './config.ts'

const asFunction = <F>() => z.custom<F>((value) => typeof value === 'function', { error: 'expected a function' })

/** A record as it came, for a function that knows its format. */
export interface KafkaRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** Milliseconds since the epoch, as the log has it. */
  readonly timestamp: number
  readonly key: Buffer | null
  /** Null for a tombstone. */
  readonly value: Buffer | null
  readonly headers: TickHeaders
}

/**
 * Makes the payload of a record's bytes (Avro, Protobuf, ...); may wait, as for a schema registry. What it throws makes
 * the record a dead letter, except a TickwiseError `SOURCE_FAILED`, which says that nothing is wrong with the record
 * and ends the read.
 */
export type Deserialize = (record: KafkaRecord) => unknown

const topicName = z.string().regex(/^[\w.-]{1,249}$/, 'expected the name of a topic')

export const sourceOptionsSchema = connectionSchema.extend({
  ...recordOptionsSchema.pick({ columns: true, time: true, decimal: true, schema: true, eventTime: true }).shape,
  topic: topicName.optional(),
  topics: z.array(topicName).min(1).optional(),
  groupId: z.string().min(1).max(249),
  /** Where a pipeline without a checkpoint begins; a time is in milliseconds since the epoch. */
  from: z
    .union([z.enum(['earliest', 'latest']), z.strictObject({ time: z.union([z.number().min(0), z.date()]) })])
    .default('earliest'),
  format: z.enum(['json', 'text']).default('json'),
  /** In place of `format`. */
  deserialize: asFunction<Deserialize>().optional(),
  /** From the payload, in place of the record's key. */
  key: asFunction<(value: never) => string>().optional(),
  /** Records without a key: dead letters, or all of them one key, the topic's name. */
  nullKey: z.enum(['refuse', 'topic']).default('refuse'),
  isolation: z.enum(['read_committed', 'read_uncommitted']).default('read_committed'),
  /** An event time further than this ahead of the log's own timestamp is bad input. */
  maxAheadMs: z.number().min(0).optional(),
  /** Larger values go to the dead letters. */
  maxRecordBytes: z
    .int()
    .min(16)
    .default(1 << 20),
  /** At most this many bytes of a partition are held in memory, and one batch of the log more. Fetched ahead below half. */
  partitionMaxBytes: z
    .int()
    .min(1024)
    .default(512 << 10),
  /** At most this many bytes come with one answer of a broker. */
  maxBytes: z
    .int()
    .min(1024)
    .default(4 << 20),
  /** How long a broker may hold back an answer while there is nothing new. */
  maxWaitMs: z.int().min(0).default(100),
  /** After an answer that reached the end of the log the next question waits this long, so that ticks come together. */
  gatherMs: z.int().min(0).max(1000).default(2),
  /** End where the log ends at the first assignment, instead of waiting for more. */
  stopAtEnd: z.boolean().default(false),
  /** A name for this member that outlives its process: a restart within the session time moves no partition. */
  staticMember: z.string().min(1).optional(),
  /** `cooperative-sticky` moves as few partitions as possible; all members of a group must say the same. */
  assignor: z.enum(['roundrobin', 'cooperative-sticky']).default('roundrobin'),
  /** A member that has not been heard of for this long loses its partitions. */
  sessionTimeoutMs: z.int().min(1000).default(15_000),
  heartbeatMs: z.int().min(10).default(1000),
  rebalanceTimeoutMs: z.int().min(1000).default(30_000),
})

export type SourceSettings = z.output<typeof sourceOptionsSchema> & { readonly topics: readonly string[] }

/** @inline */
type Own = Omit<z.input<typeof sourceOptionsSchema>, keyof ConnectionOptions | 'schema' | 'key' | 'eventTime'>

/** `brokers`, `groupId`, `topic` (or `topics`), and how records become ticks. `T` is the payload. */
export type KafkaSourceOptions<T> = Readonly<Own> &
  Readonly<ConnectionOptions> &
  Pick<RecordOptions<T>, 'schema' | 'eventTime'> & { readonly key?: (value: T) => string }
