/** Offsets by `partitionId`: the next to read. */
export type Positions = Readonly<Record<string, number>>

/** The newest stretch of a stream as its network saw it: what the serving operators made of every tick, key by key. */
export interface TrainingWindow {
  readonly keys: readonly WindowKey[]
  /** Of all keys. */
  readonly ticks: number
  /** Numbers a tick in `inputs`. */
  readonly inputSize: number
}

export interface WindowKey {
  readonly key: string
  /** `[ticks][inputSize]` */
  readonly inputs: Float32Array
  /** `[ticks]`: the value, and the size of a one-tick change before it. */
  readonly levels: Float64Array
  readonly scales: Float64Array
  /** `[ticks]`, bits of `tickFlags` */
  readonly flags: Uint8Array
  /** `[ticks]`: place among the ticks of all keys, ascending from 0. */
  readonly order: Uint32Array
}

export const tickFlags = {
  /** The key's history is long enough for a scale. */
  ready: 1,
  /** The tick has no value; its level is the last one known. */
  missing: 2,
} as const

/** How many ticks of a key come before place `order`. */
export function ticksBefore({ order: places }: WindowKey, order: number): number {
  const at = places.findIndex((place) => place >= order)
  return at < 0 ? places.length : at
}
