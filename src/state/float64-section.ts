import type { FloatSectionOptions } from './float32-section.ts'
import { invalidRecord } from './record-error.ts'
import type { Section } from './section.ts'

/** A state of `length` float64 numbers, zeros at first. */
export function float64Section({ id, version, stamp = '', length }: FloatSectionOptions): Section<Float64Array> {
  const byteLength = length * Float64Array.BYTES_PER_ELEMENT
  const refuse = (received: number) =>
    invalidRecord(`section "${id}" of ${byteLength} bytes (${length} float64 numbers)`, `${received} bytes`)
  return {
    id,
    version,
    stamp,
    create: () => new Float64Array(length),
    encode(state) {
      if (state.length !== length) throw refuse(state.byteLength)
      return new Uint8Array(state.buffer, state.byteOffset, byteLength)
    },
    numbers(state) {
      if (state.length !== length) throw refuse(state.byteLength)
      return state
    },
    decode(bytes) {
      if (bytes.length !== byteLength) throw refuse(bytes.length)
      const aligned = bytes.byteOffset % Float64Array.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes)
      return new Float64Array(aligned.buffer, aligned.byteOffset, length)
    },
  }
}
