import type { TrainingWindow, WindowKey } from './training-window.ts'
import { tickFlags } from './training-window.ts'

/** What the features operator emits, but for the tick. */
export interface FeaturedNumbers {
  readonly inputs: Float32Array
  readonly level: number
  readonly scale: number
  readonly ready: boolean
  readonly missing?: true
}

/** Keeps the newest `capacity` ticks of a stream of any length, in numbers alone. */
export class WindowRing {
  readonly #capacity: number
  readonly #inputSize: number
  readonly #inputs: Float32Array
  readonly #levels: Float64Array
  readonly #scales: Float64Array
  readonly #flags: Uint8Array
  readonly #keys: Uint32Array
  readonly #names: string[] = []
  readonly #indices = new Map<string, number>()
  #count = 0

  constructor(capacity: number, inputSize: number) {
    this.#capacity = capacity
    this.#inputSize = inputSize
    this.#inputs = new Float32Array(capacity * inputSize)
    this.#levels = new Float64Array(capacity)
    this.#scales = new Float64Array(capacity)
    this.#flags = new Uint8Array(capacity)
    this.#keys = new Uint32Array(capacity)
  }

  /** Ticks added so far. */
  get count(): number {
    return this.#count
  }

  add(key: string, { inputs, level, scale, ready, missing }: FeaturedNumbers): void {
    let index = this.#indices.get(key)
    if (index === undefined) {
      this.#indices.set(key, (index = this.#names.length))
      this.#names.push(key)
    }
    const at = this.#count++ % this.#capacity
    this.#inputs.set(inputs, at * this.#inputSize)
    this.#levels[at] = level
    this.#scales[at] = scale
    this.#flags[at] = (ready ? tickFlags.ready : 0) | (missing === true ? tickFlags.missing : 0)
    this.#keys[at] = index
  }

  /** The ticks kept, by key; keys in the order of their first tick in the stream. */
  window(): TrainingWindow {
    const ticks = Math.min(this.#count, this.#capacity)
    const start = this.#count - ticks
    const perKey = new Uint32Array(this.#names.length)
    for (let n = 0; n < ticks; n++) perKey[this.#keys[(start + n) % this.#capacity]!]!++
    const keys = this.#names.map((key, index) => emptyKey(key, perKey[index]!, this.#inputSize))
    const filled = new Uint32Array(keys.length)
    for (let n = 0; n < ticks; n++) {
      const at = (start + n) % this.#capacity
      const index = this.#keys[at]!
      const own = keys[index]!
      const i = filled[index]!++
      own.inputs.set(this.#inputs.subarray(at * this.#inputSize, (at + 1) * this.#inputSize), i * this.#inputSize)
      own.levels[i] = this.#levels[at]!
      own.scales[i] = this.#scales[at]!
      own.flags[i] = this.#flags[at]!
      own.order[i] = n
    }
    return { keys: keys.filter(({ order }) => order.length > 0), ticks, inputSize: this.#inputSize }
  }
}

function emptyKey(key: string, ticks: number, inputSize: number): WindowKey {
  return {
    key,
    inputs: new Float32Array(ticks * inputSize),
    levels: new Float64Array(ticks),
    scales: new Float64Array(ticks),
    flags: new Uint8Array(ticks),
    order: new Uint32Array(ticks),
  }
}
