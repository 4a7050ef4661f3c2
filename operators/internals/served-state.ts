import { invalidRecord } from '../../src/state/record-error.ts'
import type { Section } from '../../src/state/section.ts'
import { ShadowState } from './shadow-state.ts'

/** Words of 32 bits before the numbers: version (two), inputs kept at most, inputs kept, place of the next, numbers an input. */
const head = 6
/** Beside the inputs kept at most: the state of a dual run follows, and its length in words. */
const shadowed = 0x8000_0000

/**
 * A key's hidden state with the version of the model that advanced it, and the key's last inputs, from which another
 * model makes a state of its own. One piece of memory: [head, inputs kept [at most][inputSize], h]. In a dual run the
 * state of the other model stands beside it.
 */
export class ServedState {
  #words: Uint32Array
  #numbers: Float32Array
  shadow: ShadowState | undefined

  constructor(words: Uint32Array, shadow?: ShadowState) {
    this.#words = words
    this.shadow = shadow
    this.#numbers = new Float32Array(words.buffer, words.byteOffset, words.length)
  }

  static create(inputSize: number, keep: number, stateSize: number): ServedState {
    const words = new Uint32Array(head + inputSize * keep + stateSize)
    words[2] = keep
    words[5] = inputSize
    return new ServedState(words)
  }

  /** '' before the first tick. */
  get version(): string {
    if (this.#words[0] === 0 && this.#words[1] === 0) return ''
    return toHex(this.#words[0]!) + toHex(this.#words[1]!)
  }

  get h(): Float32Array {
    return this.#numbers.subarray(head + this.#words[2]! * this.#words[5]!)
  }

  get bytes(): Uint8Array {
    const words = this.shadow === undefined ? this.#words : this.#withShadow(this.shadow)
    return new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
  }

  #withShadow(shadow: ShadowState): Uint32Array {
    const { length } = this.#words
    const words = new Uint32Array(length + shadow.length + 1)
    words.set(this.#words)
    words[2] = words[2]! | shadowed
    shadow.write(words, length)
    words[words.length - 1] = shadow.length
    return words
  }

  /** How many inputs may be kept. */
  get keepsAtMost(): number {
    return this.#words[2]!
  }

  /** How many inputs are kept. */
  get kept(): number {
    return this.#words[3]!
  }

  /** Writes the n-th kept input, the oldest first, to `into[offset ...]`. */
  copyInput(n: number, into: Float32Array, offset: number): void {
    const size = this.#words[5]!
    const from = head + this.#placeOf(n) * size
    for (let i = 0; i < size; i++) into[offset + i] = this.#numbers[from + i]!
  }

  #placeOf(n: number): number {
    const [keep, kept, next] = [this.#words[2]!, this.#words[3]!, this.#words[4]!]
    return (next + keep - kept + n) % keep
  }

  /** Keeps an input; the oldest goes. */
  keep(input: ArrayLike<number>): void {
    const words = this.#words
    const [keep, next, size] = [words[2]!, words[4]!, words[5]!]
    if (keep === 0) return
    this.#numbers.set(input, head + next * size)
    words[4] = (next + 1) % keep
    if (words[3]! < keep) words[3]!++
  }

  /** Hands the state over to another version: zeros, with the inputs that are kept. */
  handOver(version: string, keep: number, stateSize: number): void {
    const next = ServedState.create(this.#words[5]!, keep, stateSize)
    next.#takeInputs(this, Math.min(keep, this.kept))
    next.#words[0] = parseInt(version.slice(0, 8), 16)
    next.#words[1] = parseInt(version.slice(8), 16)
    this.#words = next.#words
    this.#numbers = next.#numbers
  }

  /** The newest `count` of another state, into one that has kept none: what `keep` would do one by one. */
  #takeInputs(other: ServedState, count: number): void {
    if (count === 0) return
    const size = this.#words[5]!
    const place = other.#placeOf(other.kept - count)
    const untilEnd = Math.min(count, other.keepsAtMost - place)
    const from = (start: number, inputs: number) =>
      other.#numbers.subarray(head + start * size, head + (start + inputs) * size)
    this.#numbers.set(from(place, untilEnd), head)
    this.#numbers.set(from(0, count - untilEnd), head + untilEnd * size)
    this.#words[3] = count
    this.#words[4] = count % this.keepsAtMost
  }
}

const toHex = (word: number): string => word.toString(16).padStart(8, '0')

/** `stamp`: what all versions share. */
export function servedSection(id: string, stamp: string, inputSize: number): Section<ServedState> {
  return {
    id,
    version: 2,
    stamp,
    create: () => ServedState.create(inputSize, 0, 0),
    encode: (state) => state.bytes,
    decode(bytes) {
      const invalid = () =>
        invalidRecord(`section "${id}" of a state and inputs of ${inputSize} numbers`, `${bytes.length} bytes`)
      if (bytes.length % 4 !== 0) throw invalid()
      const all = new Uint32Array(bytes.slice().buffer)
      const isShadowed = (all[2]! & shadowed) !== 0
      const end = isShadowed ? all.length - 1 - all.at(-1)! : all.length
      if (end < head) throw invalid()
      const words = isShadowed ? all.slice(0, end) : all
      const shadow = isShadowed ? ShadowState.read(all.subarray(end, -1)) : undefined
      if (isShadowed) words[2] = words[2]! & ~shadowed
      const [, , keep = 0, kept = 0, next = 0, size = -1] = words
      const isSound = size === inputSize && kept <= keep && head + keep * size <= words.length && next <= keep
      if (!isSound || (isShadowed && shadow === undefined)) throw invalid()
      return new ServedState(words, shadow)
    },
  }
}
