import type { Readable } from 'node:stream'
import { z } from 'zod'
import { TickwiseError } from '../../src/errors.ts'
import { Bell } from '../../src/stream/bell.ts'
import { collectBatch } from '../../src/stream/collect-batch.ts'
import { createRecordParser } from '../../src/stream/create-record-parser.ts'
import { LiveOffsets } from '../../src/stream/live-offsets.ts'
import { parseOptions } from '../../src/stream/parse-options.ts'
import { recordOptionsSchema, type RecordOptions } from '../../src/stream/record-options.ts'
import type { ReadOptions, Source, SourceEvent } from '../../src/stream/source.ts'
import { TickFeed } from '../../src/stream/tick-feed.ts'
import type { Partition } from '../../src/stream/tick.ts'

const optionsSchema = recordOptionsSchema.extend({
  format: z.enum(['csv', 'ndjson']).default('ndjson'),
  topic: z.string().min(1).default('stdin'),
  input: z.custom<Readable>((value) => typeof (value as Readable).on === 'function').optional(),
})

type Settings = z.output<typeof optionsSchema>

export type StdioSourceOptions<T> = RecordOptions<T> & {
  /** Default: `ndjson`. */
  readonly format?: 'csv' | 'ndjson'
  /** Default: `stdin`. Also the key of lines that have none. */
  readonly topic?: string
  /** Default: the process's standard input. */
  readonly input?: Readable
}

/**
 * JSON lines or CSV from standard input. An offset counts bytes. It can't be read again: what was read after the last
 * checkpoint is lost in a crash.
 */
export function source<T = unknown>(options: StdioSourceOptions<T> = {}): Source<T> {
  return new StdioSource<T>(parseOptions(optionsSchema, options, 'stdio.source'))
}

class StdioSource<T> implements Source<T> {
  readonly name = 'stdio'
  readonly replayable = false
  readonly #settings: Settings
  readonly #offsets: LiveOffsets
  readonly #bell = new Bell()
  #assigned = false
  #feed: TickFeed<T> | undefined

  constructor(settings: Settings) {
    this.#settings = settings
    this.#offsets = new LiveOffsets('standard input', { topic: settings.topic, partition: 0 })
  }

  async open(): Promise<void> {
    const { format, topic, maxLineBytes, input = process.stdin } = this.#settings
    const parser = createRecordParser(format, this.#settings, 'standard input', topic)
    await parser.load()
    const chunks = input[Symbol.asyncIterator]() as AsyncIterator<Buffer | string>
    const { partition } = this.#offsets
    this.#feed = new TickFeed<T>(
      () => pull(chunks),
      { partition, parser, maxLineBytes, offset: 0 },
      () => this.#bell.ring(),
    )
  }

  async read(options: ReadOptions): Promise<SourceEvent<T>> {
    if (!this.#assigned) {
      this.#assigned = true
      return { type: 'assigned', generation: 1, partitions: [this.#offsets.partition] }
    }
    const feed = this.#feed
    if (feed === undefined) throw notOpen()
    const fill = (maxTicks: number, into: Parameters<TickFeed<T>['fill']>[1]) => feed.fill(maxTicks, into)
    const batch = await collectBatch<T>({ fill, bell: this.#bell, eager: true }, options)
    return this.#offsets.shift(batch, feed.nextOffset)
  }

  seek(partition: Partition, offset: number): Promise<void> {
    return this.#offsets.seek(partition, offset)
  }

  startOffset(): Promise<number> {
    return Promise.resolve(0)
  }

  /** Nothing can be said about input that is gone: every run is a new one that goes on counting. */
  identity(): Promise<string> {
    return Promise.resolve('live')
  }

  close(): Promise<void> {
    // Not waited for: an input that never ends would hold the close.
    if (this.#settings.input === undefined) process.stdin.destroy()
    else this.#settings.input.destroy()
    return Promise.resolve()
  }
}

async function pull(chunks: AsyncIterator<Buffer | string>): Promise<Buffer | undefined> {
  const result = await chunks.next()
  if (result.done === true) return undefined
  return typeof result.value === 'string' ? Buffer.from(result.value, 'utf8') : result.value
}

function notOpen(): TickwiseError {
  return new TickwiseError('SOURCE_FAILED', {
    expected: 'an open source',
    received: 'one that is not open',
    action: 'Call open first.',
  })
}
