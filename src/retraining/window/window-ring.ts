import { partitionId, type Partition } from '../../stream/tick.ts'
import { newestRows, type RowPlaces } from './newest-rows.ts'
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

/** Where a tick stands in the stream. */
export interface TickPlace extends Partition {
  readonly key: string
  readonly offset: number
  readonly eventTime: number | undefined
}

/**
 * Keeps the newest `capacity` ticks of a stream of any length, in numbers alone. The newest by event time: partitions are
 * read as they come, and what is kept does not depend on that.
 */
export class WindowRing {
  readonly #capacity: number
  readonly #inputSize: number
  readonly #inputs: Float32Array
  readonly #levels: Float64Array
  readonly #scales: Float64Array
  readonly #flags: Uint8Array
  readonly #keys: Uint32Array
  readonly #places: RowPlaces
  readonly #names: string[] = []
  readonly #indices = new Map<string, number>()
  readonly #partitions = new Map<string, number>()
  /** By partition: the latest event time so far. */
  readonly #times: number[] = []
  #rows = 0
  #count = 0

  constructor(capacity: number, inputSize: number) {
    const room = capacity + Math.ceil(capacity / 4) + 64
    this.#capacity = capacity
    this.#inputSize = inputSize
    this.#inputs = new Float32Array(room * inputSize)
    this.#levels = new Float64Array(room)
    this.#scales = new Float64Array(room)
    this.#flags = new Uint8Array(room)
    this.#keys = new Uint32Array(room)
    this.#places = {
      times: new Float64Array(room),
      offsets: new Float64Array(room),
      partitions: new Uint32Array(room),
    }
  }

  /** Ticks added so far. */
  get count(): number {
    return this.#count
  }

  /** Those of a partition in their order. */
  add(place: TickPlace, { inputs, level, scale, ready, missing }: FeaturedNumbers): void {
    if (this.#rows === this.#levels.length) this.#compact()
    const at = this.#rows++
    this.#count++
    const partition = indexIn(this.#partitions, partitionId(place))
    // A tick that comes late stays where it came in its partition.
    const time = Math.max(this.#times[partition] ?? -Infinity, place.eventTime ?? -Infinity)
    this.#times[partition] = time
    this.#places.times[at] = time
    this.#places.offsets[at] = place.offset
    this.#places.partitions[at] = partition
    const known = this.#indices.size
    const key = indexIn(this.#indices, place.key)
    if (key === known) this.#names.push(place.key)
    this.#inputs.set(inputs, at * this.#inputSize)
    this.#levels[at] = level
    this.#scales[at] = scale
    this.#flags[at] = (ready ? tickFlags.ready : 0) | (missing === true ? tickFlags.missing : 0)
    this.#keys[at] = key
  }

  /** By `partitionId`: the first offset kept; absent for a partition without any. */
  firstOffsets(): ReadonlyMap<string, number> {
    const ids = [...this.#partitions.keys()]
    const first = new Map<string, number>()
    for (const row of this.#newest()) {
      const id = ids[this.#places.partitions[row]!]!
      if (!first.has(id)) first.set(id, this.#places.offsets[row]!)
    }
    return first
  }

  /** The ticks kept, by key; keys in the order of their first tick here. */
  window(): TrainingWindow {
    const rows = this.#newest()
    const rowsOf = new Map<number, number[]>()
    rows.forEach((row, order) => {
      const key = this.#keys[row]!
      const own = rowsOf.get(key)
      if (own === undefined) rowsOf.set(key, [order])
      else own.push(order)
    })
    const keys = [...rowsOf].map(([key, orders]) => this.#keyOf(this.#names[key]!, rows, orders))
    return { keys, ticks: rows.length, inputSize: this.#inputSize }
  }

  #keyOf(key: string, rows: Uint32Array, orders: readonly number[]): WindowKey {
    const size = this.#inputSize
    const inputs = new Float32Array(orders.length * size)
    orders.forEach((order, i) => {
      const row = rows[order]!
      inputs.set(this.#inputs.subarray(row * size, (row + 1) * size), i * size)
    })
    const rowAt = (order: number) => rows[order]!
    return {
      key,
      inputs,
      levels: Float64Array.from(orders, (order) => this.#levels[rowAt(order)]!),
      scales: Float64Array.from(orders, (order) => this.#scales[rowAt(order)]!),
      flags: Uint8Array.from(orders, (order) => this.#flags[rowAt(order)]!),
      order: Uint32Array.from(orders),
    }
  }

  #newest(): Uint32Array {
    const ids = [...this.#partitions.keys()]
    const sorted = [...ids].sort()
    const ranks = ids.map((id) => sorted.indexOf(id))
    return newestRows(this.#places, { count: this.#rows, wanted: this.#capacity, ranks })
  }

  /** Drops what is not among the newest: nothing that comes can bring it back. */
  #compact(): void {
    const size = this.#inputSize
    const { times, offsets, partitions } = this.#places
    // In the order they stand in, so that none is written over before it is moved.
    const kept = this.#newest().sort()
    kept.forEach((from, to) => {
      this.#inputs.copyWithin(to * size, from * size, (from + 1) * size)
      for (const column of [times, offsets, partitions, this.#levels, this.#scales, this.#flags, this.#keys]) {
        column[to] = column[from]!
      }
    })
    this.#rows = kept.length
  }
}

function indexIn(indices: Map<string, number>, name: string): number {
  let index = indices.get(name)
  if (index === undefined) indices.set(name, (index = indices.size))
  return index
}
