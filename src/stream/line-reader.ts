import { createHash, type Hash } from 'node:crypto'
import { isAscii, isUtf8 } from 'node:buffer'
import { maxRawBytes } from './dead-letter.ts'
import { delimiterTable, findRowEnd } from './csv-row.ts'

/** What `next` found: a line, nothing yet, a line over the limit, or a quoted row that never closes. */
export type LineKind = 'line' | 'more' | 'oversized' | 'unclosed'

/** A line that was streamed past: its first bytes, and length and SHA-256 of all of it. */
export interface OversizedLine {
  readonly raw: Uint8Array
  readonly rawLength: number
  readonly rawHash: string
}

export interface LineReaderOptions {
  /** Longer lines are never held whole. */
  readonly maxLineBytes: number
  /** Offset of the first byte that will be pushed. */
  readonly offset: number
  /** Set for CSV: a newline inside quotes does not end a row. ASCII characters that may separate fields. */
  readonly delimiters?: string | undefined
}

const newline = 10
const carriageReturn = 13
const quote = 34
const empty = Buffer.alloc(0)

/**
 * Cuts byte chunks of any size into lines. Where a line ends depends on the bytes alone, never on the chunks. After
 * `next()` gave anything but `more`, `offset`, `text`, `raw` and `oversized` describe the line that was found.
 */
export class LineReader {
  /** Offset of the found line's first byte. */
  offset: number
  oversized: OversizedLine | undefined
  readonly #maxLineBytes: number
  #delimiters: Uint8Array | undefined
  #chunk: Buffer = empty
  /** The chunk as text where it is ASCII, so that a line costs a slice and no decoding. */
  #chunkText: string | undefined
  #chunkOffset: number
  #next = 0
  #start = 0
  #end = 0
  #quoteAt = -1
  #ended = false
  #skipped: { readonly hash: Hash; readonly head: Buffer; length: number; done: boolean } | undefined

  constructor({ maxLineBytes, offset, delimiters }: LineReaderOptions) {
    this.#maxLineBytes = maxLineBytes
    this.#chunkOffset = offset
    this.offset = offset
    this.delimiters = delimiters
  }

  /** Narrows what separates fields, once the first row has told. */
  set delimiters(delimiters: string | undefined) {
    this.#delimiters = delimiters === undefined ? undefined : delimiterTable(delimiters)
  }

  /** Offset of the first byte after the last line that was found. */
  get nextOffset(): number {
    return this.#skipped === undefined ? this.#chunkOffset + this.#next : this.offset
  }

  push(chunk: Buffer): void {
    if (this.#skipped !== undefined && !this.#skipped.done) {
      this.#skip(chunk)
      return
    }
    const rest = this.#chunk.subarray(this.#next)
    this.#setChunk(rest.length === 0 ? chunk : Buffer.concat([rest, chunk]), this.#chunkOffset + this.#next)
  }

  /** No byte will follow: what is left counts as a line. */
  end(): void {
    this.#ended = true
    if (this.#skipped !== undefined) this.#skipped.done = true
  }

  next(): LineKind {
    if (this.#skipped !== undefined) return this.#skipped.done ? this.#endSkip() : 'more'
    const chunk = this.#chunk
    const start = this.#next
    let end = chunk.indexOf(newline, start)
    if (end < 0) {
      end = chunk.length
      if (end - start > this.#maxLineBytes) return this.#startSkip(start)
      if (!this.#ended || start === end) return 'more'
    }
    this.#start = start
    this.offset = this.#chunkOffset + start
    if (end - start > this.#maxLineBytes) {
      this.oversized = describe(chunk.subarray(start, end))
      this.#found(end)
      return 'oversized'
    }
    return this.#delimiters !== undefined && this.#hasQuote(start, end)
      ? this.#quotedRow(start, end, this.#delimiters)
      : this.#line(end)
  }

  /** The line without its end and without a byte order mark; undefined where it is not UTF-8. */
  text(): string | undefined {
    const { start, end } = this.#trimmed()
    if (this.#chunkText !== undefined) return this.#chunkText.slice(start, end)
    const line = this.#chunk.subarray(start + this.#markLength(start), end)
    return isUtf8(line) ? line.toString('utf8') : undefined
  }

  /** The line's bytes: a view, not a copy. */
  raw(): Uint8Array {
    const { start, end } = this.#trimmed()
    return this.#chunk.subarray(start, end)
  }

  #trimmed(): { start: number; end: number } {
    const end = this.#end
    return { start: this.#start, end: end > this.#start && this.#chunk[end - 1] === carriageReturn ? end - 1 : end }
  }

  /** A byte order mark stands at the very start of the input or nowhere. */
  #markLength(start: number): number {
    const chunk = this.#chunk
    return this.offset === 0 && chunk[start] === 0xef && chunk[start + 1] === 0xbb && chunk[start + 2] === 0xbf ? 3 : 0
  }

  #line(end: number): LineKind {
    this.#found(end)
    return 'line'
  }

  #found(end: number): void {
    this.#end = end
    this.#next = Math.min(end + 1, this.#chunk.length)
  }

  #hasQuote(start: number, end: number): boolean {
    if (this.#quoteAt < start) {
      const at = this.#chunk.indexOf(quote, start)
      this.#quoteAt = at < 0 ? Infinity : at
    }
    return this.#quoteAt < end
  }

  #quotedRow(start: number, lineEnd: number, delimiters: Uint8Array): LineKind {
    const limit = Math.min(this.#chunk.length, start + this.#maxLineBytes + 1)
    const endsHere = this.#ended && limit === this.#chunk.length
    const end = findRowEnd(this.#chunk, start + this.#markLength(start), limit, delimiters, endsHere)
    if (end >= 0) return this.#line(end)
    if (!this.#ended && limit === this.#chunk.length) return 'more'
    // Only the first physical line is given up, so that one stray quote does not swallow what follows it.
    this.#found(lineEnd)
    return 'unclosed'
  }

  #setChunk(chunk: Buffer, offset: number): void {
    this.#chunk = chunk
    this.#chunkOffset = offset
    this.#next = 0
    this.#quoteAt = -1
    this.#chunkText = isAscii(chunk) ? chunk.toString('latin1') : undefined
  }

  #startSkip(start: number): LineKind {
    const rest = this.#chunk.subarray(start)
    this.offset = this.#chunkOffset + start
    const hash = createHash('sha256').update(rest)
    const head = Buffer.from(rest.subarray(0, maxRawBytes))
    this.#skipped = { hash, head, length: rest.length, done: this.#ended }
    this.#setChunk(empty, this.offset + rest.length)
    return this.#ended ? this.#endSkip() : 'more'
  }

  #skip(chunk: Buffer): void {
    const skipped = this.#skipped
    if (skipped === undefined) return
    const end = chunk.indexOf(newline)
    const part = end < 0 ? chunk : chunk.subarray(0, end)
    skipped.hash.update(part)
    skipped.length += part.length
    skipped.done = end >= 0
    const rest = end < 0 ? empty : chunk.subarray(end + 1)
    this.#setChunk(rest, this.offset + skipped.length + (end < 0 ? 0 : 1))
  }

  #endSkip(): LineKind {
    const skipped = this.#skipped
    if (skipped === undefined) return 'more'
    this.oversized = { raw: skipped.head, rawLength: skipped.length, rawHash: skipped.hash.digest('hex') }
    this.#skipped = undefined
    return 'oversized'
  }
}

function describe(line: Buffer): OversizedLine {
  return {
    raw: Buffer.from(line.subarray(0, maxRawBytes)),
    rawLength: line.length,
    rawHash: createHash('sha256').update(line).digest('hex'),
  }
}
