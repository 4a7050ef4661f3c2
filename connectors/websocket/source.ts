import { isUtf8 } from 'node:buffer'
import { Bell } from '../../src/stream/bell.ts'
import { collectBatch } from '../../src/stream/collect-batch.ts'
import { toDeadLetter, type DeadLetterReason } from '../../src/stream/dead-letter.ts'
import { LiveOffsets } from '../../src/stream/live-offsets.ts'
import { NdjsonParser } from '../../src/stream/ndjson-parser.ts'
import { parseOptions } from '../../src/stream/parse-options.ts'
import { recordOptionsSchema } from '../../src/stream/record-options.ts'
import { Refusal } from '../../src/stream/record-parser.ts'
import type { ReadOptions, Source, SourceEvent } from '../../src/stream/source.ts'
import type { FeedState } from '../../src/stream/tick-feed.ts'
import type { TickCollection } from '../../src/stream/tick-reader.ts'
import type { Partition } from '../../src/stream/tick.ts'
import { Client } from './client.ts'
import { sourceOptionsSchema, type SourceSettings, type WebSocketSourceOptions } from './source-options.ts'

/**
 * JSON messages of a WebSocket server. An offset counts messages. What the server sends while the connection is lost,
 * and what was read after the last checkpoint when the process crashes, is gone: nothing can ask for it again.
 * Errors: `CONFIG_INVALID`; `SOURCE_FAILED` when the first connection can't be made. Later ones are tried for ever.
 */
export function source<T = unknown>(options: WebSocketSourceOptions<T>): Source<T> {
  return new WebSocketSource<T>(parseOptions(sourceOptionsSchema, options, 'websocket.source'))
}

class WebSocketSource<T> implements Source<T> {
  readonly name = 'websocket'
  readonly replayable = false
  readonly #settings: SourceSettings
  readonly #client: Client
  readonly #parser: NdjsonParser
  readonly #offsets: LiveOffsets
  readonly #bell = new Bell()
  /** Messages that wait to be read; undefined stands for one over the limit. */
  #messages: (Buffer | undefined)[] = []
  #taken = 0
  #position = 0
  #assigned = false

  constructor(settings: SourceSettings) {
    const topic = settings.topic ?? new URL(settings.url).host
    const { columns, key, time, eventTime, decimal, schema } = settings
    const given = Object.entries({ columns, key, time, eventTime, decimal, schema }).filter(([, v]) => v !== undefined)
    this.#settings = settings
    this.#parser = new NdjsonParser(
      parseOptions(recordOptionsSchema, Object.fromEntries(given), 'websocket.source'),
      topic,
    )
    this.#offsets = new LiveOffsets('A WebSocket', { topic, partition: 0 })
    this.#client = new Client(settings, {
      onMessage: (message) => this.#arrived(message),
      onOversized: () => this.#arrived(undefined),
    })
  }

  async open(): Promise<void> {
    await this.#parser.load()
    await this.#client.open()
  }

  async read(options: ReadOptions): Promise<SourceEvent<T>> {
    if (!this.#assigned) {
      this.#assigned = true
      return { type: 'assigned', generation: 1, partitions: [this.#offsets.partition] }
    }
    const fill = (maxTicks: number, into: TickCollection<T>) => this.#fill(maxTicks, into)
    const batch = await collectBatch<T>({ fill, bell: this.#bell, eager: true }, options)
    return this.#offsets.shift(batch, this.#position)
  }

  seek(partition: Partition, offset: number): Promise<void> {
    return this.#offsets.seek(partition, offset)
  }

  startOffset(): Promise<number> {
    return Promise.resolve(0)
  }

  /** Nothing can be said about messages that are gone: every run is a new one that goes on counting. */
  identity(): Promise<string> {
    return Promise.resolve('live')
  }

  close(): Promise<void> {
    this.#client.close()
    return Promise.resolve()
  }

  #arrived(message: Buffer | undefined): void {
    this.#messages.push(message)
    if (this.#messages.length - this.#taken >= this.#settings.maxBuffered) this.#client.pause()
    this.#bell.ring()
  }

  #fill(maxTicks: number, into: TickCollection<T>): FeedState {
    while (this.#taken < this.#messages.length && into.ticks.length + into.deadLetters.length < maxTicks) {
      this.#take(this.#messages[this.#taken++], into)
    }
    const waiting = this.#messages.length - this.#taken
    if (waiting === 0 || this.#taken >= this.#settings.maxBuffered) {
      this.#messages = this.#messages.slice(this.#taken)
      this.#taken = 0
    }
    if (waiting * 2 <= this.#settings.maxBuffered) this.#client.resume()
    return into.ticks.length + into.deadLetters.length >= maxTicks ? 'full' : 'waiting'
  }

  #take(message: Buffer | undefined, into: TickCollection<T>): void {
    const place = { ...this.#offsets.partition, offset: this.#position }
    const refuse = (reason: DeadLetterReason, text: string, raw: Buffer | undefined) => {
      this.#position++
      into.deadLetters.push(toDeadLetter({ ...place, reason, message: text, raw }))
    }
    if (message === undefined) {
      refuse('oversized', `a message is over ${this.#settings.maxMessageBytes} bytes`, undefined)
    } else if (!isUtf8(message)) refuse('invalid-utf8', 'the message is not UTF-8', message)
    else {
      const json = this.#parser.json(message.toString('utf8'))
      if (!(json instanceof Refusal) && !this.#accepts(json)) return
      const record = json instanceof Refusal ? json : this.#parser.record(json)
      if (record instanceof Refusal) return refuse(record.reason, record.message, message)
      this.#position++
      into.ticks.push({
        ...place,
        key: record.key,
        eventTime: record.eventTime,
        value: record.value as T,
        raw: message,
      })
    }
  }

  /** A function that throws has accepted: the message is then judged like any other. */
  #accepts(json: unknown): boolean {
    try {
      return this.#settings.accept?.(json) !== false
    } catch {
      return true
    }
  }
}
