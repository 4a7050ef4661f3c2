import { invalidRecord } from './record-error.ts'
import type { Section } from './section.ts'

export interface FloatSectionOptions {
  readonly id: string
  readonly version: number
  readonly stamp?: string
  /** How many numbers a state has. */
  readonly length: number
}

/** A state of `length` float32 numbers, zeros at first. */
export function float32Section({ id, version, stamp = '', length }: FloatSectionOptions): Section<Float32Array> {
  const byteLength = length * Float32Array.BYTES_PER_ELEMENT
  const refuse = (received: number) =>
    invalidRecord(`section "${id}" of ${byteLength} bytes (${length} float32 numbers)`, `${received} bytes`)
  return {
    id,
    version,
    stamp,
    create: () => new Float32Array(length),
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
      const aligned = bytes.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes)
      return new Float32Array(aligned.buffer, aligned.byteOffset, length)
    },
  }
}
