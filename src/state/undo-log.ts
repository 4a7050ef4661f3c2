import { writeRecord } from './record-codec.ts'
import type { RecordLayout } from './record-layout.ts'
import type { KeyRecord } from './section.ts'

/** Byte copies of the records a turn changes. One buffer for all turns: a buffer a record would cost more than its copy. */
export class UndoLog {
  #bytes = new Uint8Array(1 << 16)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  clear(): void {
    this.#bytes.fill(0, 0, this.#length)
    this.#length = 0
  }

  /** Keeps a record's bytes; returns their place. */
  write(layout: RecordLayout, record: KeyRecord): number {
    const place = this.#length
    writeRecord(layout, record, (size) => {
      this.#grow(place + 8 + size)
      this.#view.setFloat64(place, size, true)
      this.#length = place + 8 + size
      return { into: this.#bytes, at: place + 8 }
    })
    return place
  }

  /** A copy of the bytes kept at a place. */
  read(place: number): Uint8Array {
    const size = this.#view.getFloat64(place, true)
    return this.#bytes.slice(place + 8, place + 8 + size)
  }

  #grow(length: number): void {
    if (length <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(length, 2 * this.#bytes.length))
    larger.set(this.#bytes)
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }
}
