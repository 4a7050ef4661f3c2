import { TickwiseError } from '../../src/errors.ts'
import type { Section } from '../../src/state/section.ts'

/** Float64 numbers whose count only the first input tells. */
export interface SizedState {
  numbers: Float64Array | undefined
}

const none = new Float64Array(0)

/** A state that is empty before a key's first input. */
export function sizedSection(id: string, stamp: string, version = 1): Section<SizedState> {
  return {
    id,
    version,
    stamp,
    create: () => ({ numbers: undefined }),
    encode: ({ numbers }) =>
      numbers === undefined
        ? new Uint8Array(0)
        : new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength),
    numbers: ({ numbers = none }) => numbers,
    decode: (bytes) => {
      if (bytes.length === 0) return { numbers: undefined }
      if (bytes.length % Float64Array.BYTES_PER_ELEMENT === 0)
        return { numbers: new Float64Array(bytes.slice().buffer) }
      throw new TickwiseError('RECORD_INVALID', {
        expected: `section "${id}" of float64 numbers`,
        received: `${bytes.length} bytes`,
        action: 'The store is damaged: restore it, or `tickwise reset` and replay.',
      })
    },
  }
}
