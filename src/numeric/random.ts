import { TickwiseError } from '../errors.ts'
import { log } from './log.ts'

/** A seeded generator: the same seed gives the same numbers everywhere. */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  next(): number
  /** Uniform integer in [0, bound), without bias. */
  integer(bound: number): number
  /** Standard normal. */
  normal(): number
  /** The running state; 16 bytes. */
  save(): Uint8Array
  /** Continues exactly where `save` was called. Throws `RECORD_INVALID` on anything but 16 bytes. */
  load(bytes: Uint8Array): void
}

const twoTo26 = 67_108_864
const twoTo32 = 4_294_967_296
const twoToMinus53 = 1.1102230246251565e-16

const rotate = (x: number, by: number) => (x << by) | (x >>> (32 - by))

/**
 * xoshiro128** by Blackman and Vigna (public domain), filled from the seed by splitmix32; normals by Marsaglia's polar
 * method, whose second number is dropped so that the state stays four words. Not for secrets.
 */
export function createRandom(seed: number): Random {
  const state = new Uint32Array(4)
  let mixer = seed >>> 0
  for (let i = 0; i < 4; i++) {
    mixer = (mixer + 0x9e3779b9) >>> 0
    let word = mixer
    word = Math.imul(word ^ (word >>> 16), 0x21f0aaad)
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97)
    state[i] = word ^ (word >>> 15)
  }

  const word = () => {
    const result = Math.imul(rotate(Math.imul(state[1]!, 5), 7), 9) >>> 0
    const shifted = state[1]! << 9
    state[2]! ^= state[0]!
    state[3]! ^= state[1]!
    state[1]! ^= state[2]!
    state[0]! ^= state[3]!
    state[2]! ^= shifted
    state[3] = rotate(state[3]!, 11)
    return result
  }
  const next = () => ((word() >>> 5) * twoTo26 + (word() >>> 6)) * twoToMinus53

  return {
    next,
    integer(bound) {
      // Draws past the last whole multiple of the bound would favour small numbers.
      const limit = twoTo32 - (twoTo32 % bound)
      let drawn = word()
      while (drawn >= limit) drawn = word()
      return drawn % bound
    },
    normal() {
      for (;;) {
        const u = 2 * next() - 1
        const v = 2 * next() - 1
        const s = u * u + v * v
        if (s > 0 && s < 1) return u * Math.sqrt((-2 * log(s)) / s)
      }
    },
    save() {
      const bytes = new Uint8Array(16)
      const view = new DataView(bytes.buffer)
      state.forEach((value, i) => view.setUint32(4 * i, value, true))
      return bytes
    },
    load(bytes) {
      if (bytes.length !== 16) {
        throw new TickwiseError('RECORD_INVALID', {
          expected: 'the 16 bytes of a random state',
          received: `${bytes.length} bytes`,
          action: 'Load what save() returned.',
        })
      }
      const view = new DataView(bytes.buffer, bytes.byteOffset)
      state.forEach((_, i) => (state[i] = view.getUint32(4 * i, true)))
    },
  }
}
