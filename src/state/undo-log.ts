import { packRecord } from './record-codec.ts'
import { align8, type RecordLayout } from './record-layout.ts'
import type { KeyRecord } from './section.ts'

/** Float64 numbers before the lengths of the sections: offset, event time (NaN for none), ticks. */
const head = 3

/**
 * Copies of the records a turn changes: [offset, event time, ticks, byte length of each section], then the sections, all at
 * multiples of 8. One buffer for all turns, and numbers are copied as numbers: a buffer or a view a record would cost more
 * than its copy. Only what is taken back is encoded.
 */
export class UndoLog {
  #bytes = new Uint8Array(1 << 16)
  #float64 = new Float64Array(this.#bytes.buffer)
  #float32 = new Float32Array(this.#bytes.buffer)
  #uint32 = new Uint32Array(this.#bytes.buffer)
  #length = 0

  clear(): void {
    this.#length = 0
  }

  /** Keeps a record as it is; returns its place. */
  write({ sections }: RecordLayout, { offset, eventTime = NaN, ticks, states }: KeyRecord): number {
    const place = this.#length
    const lengthsAt = place / 8 + head
    let at = place + 8 * (head + sections.length)
    this.#grow(at)
    this.#float64[lengthsAt - 3] = offset
    this.#float64[lengthsAt - 2] = eventTime
    this.#float64[lengthsAt - 1] = ticks
    for (let i = 0; i < sections.length; i++) {
      const section = sections[i]!
      const state = states[i]
      const part = section.numbers === undefined ? section.encode(state) : section.numbers(state)
      const { byteLength } = part
      this.#grow(at + byteLength)
      this.#float64[lengthsAt + i] = byteLength
      if (part instanceof Float64Array) this.#float64.set(part, at / 8)
      else if (part instanceof Float32Array) this.#float32.set(part, at / 4)
      else if (part instanceof Uint32Array) this.#uint32.set(part, at / 4)
      else this.#bytes.set(part, at)
      at = align8(at + byteLength)
    }
    this.#length = at
    return place
  }

  /** The bytes of the record kept at a place. */
  read(layout: RecordLayout, place: number): Uint8Array {
    const [offset = -1, eventTime = NaN, ticks = 0] = this.#float64.subarray(place / 8, place / 8 + head)
    const lengthsAt = place / 8 + head
    let at = place + 8 * (head + layout.sections.length)
    const parts = layout.sections.map((_, i) => {
      const start = at
      const length = this.#float64[lengthsAt + i]!
      at = align8(start + length)
      return this.#bytes.subarray(start, start + length)
    })
    return packRecord(layout, { offset, eventTime: Number.isNaN(eventTime) ? undefined : eventTime, ticks }, parts)
  }

  #grow(length: number): void {
    if (length <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(align8(length), 2 * this.#bytes.length))
    larger.set(this.#bytes)
    this.#bytes = larger
    this.#float64 = new Float64Array(larger.buffer)
    this.#float32 = new Float32Array(larger.buffer)
    this.#uint32 = new Uint32Array(larger.buffer)
  }
}
