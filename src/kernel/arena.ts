import { TickwiseError } from '../errors.ts'

const pageBytes = 65_536
/** A cache line, and a multiple of a vector. */
const alignment = 64

/**
 * Hands out ranges of one WebAssembly memory, in order. The memory belongs to one network alone, so closing the network
 * gives all of it back. Growing detaches views: `floats` and `words` make fresh ones, nobody keeps them across `take`.
 */
export class Arena {
  readonly #memory: WebAssembly.Memory
  #used: number

  /** `from`: the first byte that may be handed out. */
  constructor(memory: WebAssembly.Memory, from: number) {
    this.#memory = memory
    this.#used = Math.ceil(from / alignment) * alignment
  }

  /** Bytes handed out; `releaseTo` takes this number. */
  get used(): number {
    return this.#used
  }

  /** Reserves bytes, zero when they were never used. Throws KERNEL_FAILED when there is no memory left. */
  take(bytes: number): number {
    const at = this.#used
    const end = at + Math.ceil(bytes / alignment) * alignment
    const missing = end - this.#memory.buffer.byteLength
    if (missing > 0) {
      try {
        this.#memory.grow(Math.ceil(missing / pageBytes))
      } catch (cause) {
        throw new TickwiseError('KERNEL_FAILED', {
          expected: `${end} bytes of memory for the network`,
          received: `${this.#memory.buffer.byteLength} bytes and no more`,
          action: 'Use fewer rows, timesteps or sequences at once, or a smaller network.',
          cause,
        })
      }
    }
    this.#used = end
    return at
  }

  /** Gives back everything that was taken since `used` was read. */
  releaseTo(used: number): void {
    this.#used = used
  }

  floats(at: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#memory.buffer, at, length)
  }

  words(at: number, length: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.#memory.buffer, at, length)
  }
}
