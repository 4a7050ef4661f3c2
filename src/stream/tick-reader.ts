import { toDeadLetter, type DeadLetter, type DeadLetterReason } from './dead-letter.ts'
import { LineReader } from './line-reader.ts'
import { Refusal, type RecordParser } from './record-parser.ts'
import type { Partition, Tick } from './tick.ts'

/** What has been read so far for one batch. */
export interface TickCollection<T> {
  readonly ticks: Tick<T>[]
  readonly deadLetters: DeadLetter[]
}

export interface TickReaderOptions {
  readonly partition: Partition
  readonly parser: RecordParser
  readonly maxLineBytes: number
  /** Offset of the first byte that will be pushed: a line's start. */
  readonly offset: number
}

/** Bytes in, ticks and dead letters out; one partition, no waiting. */
export class TickReader<T> {
  readonly #partition: Partition
  readonly #parser: RecordParser
  readonly #lines: LineReader
  #nextOffset: number
  #began = false

  constructor({ partition, parser, maxLineBytes, offset }: TickReaderOptions) {
    this.#partition = partition
    this.#parser = parser
    this.#lines = new LineReader({ maxLineBytes, offset, delimiters: parser.delimiters })
    this.#nextOffset = offset
  }

  /** Start of the first line that has not been taken. */
  get nextOffset(): number {
    return this.#nextOffset
  }

  push(chunk: Buffer): void {
    this.#lines.push(chunk)
  }

  end(): void {
    this.#lines.end()
  }

  /** Takes until `into` holds `maxTicks` ticks and dead letters. False: it needs more bytes first. */
  take(maxTicks: number, into: TickCollection<T>): boolean {
    const lines = this.#lines
    const { topic, partition } = this.#partition
    while (into.ticks.length + into.deadLetters.length < maxTicks) {
      const kind = lines.next()
      if (kind === 'more') return false
      const offset = lines.offset
      this.#nextOffset = lines.nextOffset
      if (kind !== 'line') {
        into.deadLetters.push(this.#refuseLine(kind))
        continue
      }
      const text = lines.text()
      if (text === undefined) {
        into.deadLetters.push(this.#refuse('invalid-utf8', 'the line is not UTF-8', lines.raw()))
        continue
      }
      if (text.length === 0) continue
      const parsed = this.#parser.parse(text, offset)
      if (!this.#began) this.#begin()
      if (parsed === undefined) continue
      if (parsed instanceof Refusal) {
        into.deadLetters.push(this.#refuse(parsed.reason, parsed.message, lines.raw()))
        continue
      }
      const { key, eventTime, value } = parsed
      into.ticks.push({ topic, partition, offset, key, eventTime, value: value as T, raw: lines.raw() })
    }
    return true
  }

  /** The first row told which delimiter it is. */
  #begin(): void {
    this.#began = true
    this.#lines.delimiters = this.#parser.delimiters
  }

  #refuseLine(kind: 'oversized' | 'unclosed'): DeadLetter {
    const { oversized } = this.#lines
    if (kind === 'unclosed' || oversized === undefined) {
      return this.#refuse('malformed', 'a quoted field is never closed', this.#lines.raw())
    }
    const message = `a line of ${oversized.rawLength} bytes is over the limit`
    return toDeadLetter({ ...this.#partition, offset: this.#lines.offset, reason: 'oversized', message, ...oversized })
  }

  #refuse(reason: DeadLetterReason, message: string, raw: Uint8Array): DeadLetter {
    return toDeadLetter({ ...this.#partition, offset: this.#lines.offset, reason, message, raw })
  }
}
