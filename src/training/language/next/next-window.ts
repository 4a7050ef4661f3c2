import type { Random } from '../../../numeric/random.ts'
import type { NextOptions } from './next-options.ts'

/** A text as words of the vocabulary: what goes in (a row of the embedding) and what should have come out (a word). */
export interface TokenStream {
  readonly rows: Int32Array
  readonly words: Int32Array
}

/** Parts of one text side by side, cut into windows that go on where the one before ended. */
export class NextWindows {
  readonly count: number
  readonly #stream: TokenStream
  readonly #batch: number
  readonly #timesteps: number
  readonly #length: number

  constructor(stream: TokenStream, { batch, timesteps }: Pick<NextOptions, 'batch' | 'timesteps'>) {
    this.#stream = stream
    this.#batch = batch
    this.#timesteps = timesteps
    this.#length = Math.floor((stream.rows.length - 1) / batch)
    this.count = Math.floor(this.#length / timesteps)
  }

  /** Rows of a window and the words after them, [timesteps][batch]. */
  fill(window: number, rows: Int32Array, targets: Int32Array): void {
    for (let s = 0; s < this.#batch; s++) {
      const from = s * this.#length + window * this.#timesteps
      for (let t = 0; t < this.#timesteps; t++) {
        rows[t * this.#batch + s] = this.#stream.rows[from + t]!
        targets[t * this.#batch + s] = this.#stream.words[from + t + 1]!
      }
    }
  }
}

/** [length]: 0 with a chance of `dropout`, else what keeps the expected size. */
export function dropoutMask(length: number, dropout: number, random: Random): Float32Array {
  const mask = new Float32Array(length).fill(1)
  if (dropout > 0) for (let i = 0; i < length; i++) mask[i] = random.next() < dropout ? 0 : 1 / (1 - dropout)
  return mask
}
