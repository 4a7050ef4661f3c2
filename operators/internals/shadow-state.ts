/** Words of 32 bits before the numbers: version (two), float32 numbers of h, float64 numbers of the scores. */
const head = 4

/** A key's state of a model that advances beside the one that serves, and how both have done since. */
export class ShadowState {
  /** As `toVersion` gives it. */
  readonly version: string
  readonly h: Float32Array
  /** See `ShadowScorer`. */
  readonly scores: Float64Array

  constructor(version: string, h: Float32Array, scores: Float64Array) {
    this.version = version
    this.h = h
    this.scores = scores
  }

  /** Words of 32 bits. */
  get length(): number {
    return head + this.h.length + 2 * this.scores.length
  }

  write(words: Uint32Array, at: number): void {
    const { version, h, scores } = this
    words[at] = parseInt(version.slice(0, 8), 16)
    words[at + 1] = parseInt(version.slice(8), 16)
    words[at + 2] = h.length
    words[at + 3] = scores.length
    words.set(wordsOf(h), at + head)
    words.set(wordsOf(scores), at + head + h.length)
  }

  /** Undefined for words that `write` has not written. */
  static read(words: Uint32Array): ShadowState | undefined {
    const [high = 0, low = 0, size = 0, count = 0] = words
    if (words.length < head || words.length !== head + size + 2 * count) return undefined
    const numbers = words.slice(head)
    const scores = numbers.slice(size)
    const version = high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0')
    return new ShadowState(version, new Float32Array(numbers.buffer, 0, size), new Float64Array(scores.buffer))
  }
}

const wordsOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  new Uint32Array(buffer, byteOffset, byteLength / Uint32Array.BYTES_PER_ELEMENT)
