import { z } from 'zod'
import { recordOptionsSchema, type RecordOptions } from '../../src/stream/record-options.ts'

const asFunction = <F>() => z.custom<F>((value) => typeof value === 'function', { error: 'expected a function' })

/** Runs the callback after `ms`; the function it returns cancels that. */
export type Schedule = (callback: () => void, ms: number) => () => void

/** What the connection does, for a log line. */
export interface ConnectionNews {
  readonly state: 'connected' | 'lost'
  /** Connections tried in vain since the last that stood. */
  readonly failures: number
  readonly reason: string
}

export const sourceOptionsSchema = recordOptionsSchema
  .omit({ preset: true, delimiter: true, header: true, maxLineBytes: true })
  .extend({
    url: z.url({ protocol: /^wss?$/ }),
    /** Default: the host of the URL. Also the key of messages that have none. */
    topic: z.string().min(1).optional(),
    /** Sent after each connect: text as it is, anything else as JSON. */
    subscribe: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    /** Messages for which it is false are no ticks and are dropped, such as the answer to `subscribe`. */
    accept: asFunction<(message: unknown) => boolean>().optional(),
    /** Larger messages close the connection and are counted as dead letters. */
    maxMessageBytes: z
      .int()
      .min(16)
      .max(64 << 20)
      .default(1 << 20),
    /** The socket is paused while this many messages wait to be read. */
    maxBuffered: z.int().min(1).default(4096),
    /** First and longest pause before a new connection; it doubles with each failure. */
    minBackoffMs: z.int().min(1).default(500),
    maxBackoffMs: z.int().min(1).default(30_000),
    /** A connection without a sign of life for this long is asked, and given up after as long again. */
    idleMs: z.int().min(1).default(30_000),
    onConnection: asFunction<(news: ConnectionNews) => void>().optional(),
    /** Timers, for tests. */
    schedule: asFunction<Schedule>().optional(),
  })

export type SourceSettings = z.output<typeof sourceOptionsSchema>

/** @inline */
type OwnOptions = Omit<z.input<typeof sourceOptionsSchema>, keyof z.input<typeof recordOptionsSchema>>

/** `url`, and `columns` to map messages, as in `{ key: 'data.s', price: 'data.p', time: 'data.E' }`. */
export type WebSocketSourceOptions<T> = Readonly<OwnOptions> &
  Omit<RecordOptions<T>, 'preset' | 'delimiter' | 'header' | 'maxLineBytes'>
