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
    const counts = new Map<number, number>()
    for (const row of rows) counts.set(this.#keys[row]!, (counts.get(this.#keys[row]!) ?? 0) + 1)
    const size = this.#inputSize
    const keys = new Map([...counts].map(([key, ticks]) => [key, emptyKey(this.#names[key]!, ticks, size)]))
    const filled = new Uint32Array(this.#names.length)
    for (let order = 0; order < rows.length; order++) {
      const row = rows[order]!
      const key = this.#keys[row]!
      const own = keys.get(key)!
      const i = filled[key]!++
      for (let n = 0; n < size; n++) own.inputs[i * size + n] = this.#inputs[row * size + n]!
      own.levels[i] = this.#levels[row]!
      own.scales[i] = this.#scales[row]!
      own.flags[i] = this.#flags[row]!
      own.order[i] = order
    }
    return { keys: [...keys.values()], ticks: rows.length, inputSize: size }
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
    // In the order they stand in, so that none is written over before it is moved; in runs, as most stand side by side.
    const kept = this.#newest().sort()
    for (let to = 0; to < kept.length;) {
      const from = kept[to]!
      let end = to + 1
      while (end < kept.length && kept[end] === from + end - to) end++
      const past = from + end - to
      this.#inputs.copyWithin(to * size, from * size, past * size)
      for (const column of [times, offsets, partitions, this.#levels, this.#scales, this.#flags, this.#keys])
        column.copyWithin(to, from, past)
      to = end
    }
    this.#rows = kept.length
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

function indexIn(indices: Map<string, number>, name: string): number {
  let index = indices.get(name)
  if (index === undefined) indices.set(name, (index = indices.size))
  return index
}
