import type { Frame } from './frame.ts'

/** Columns of equal length; entry 0 belongs to tick `first` of the key (ticks of a key count from 0). */
export interface SeriesPart {
  readonly first: number
  readonly time: readonly (number | null)[]
  readonly value: readonly number[]
  /** The forecast for the shortest horizon that was made at this tick; NaN where there was none. */
  readonly point: readonly number[]
  readonly lower: readonly number[]
  readonly upper: readonly number[]
}

/** Hidden states, `count` columns of `units` signed bytes: 127 stands for 1, -127 for -1. */
export interface HiddenPart {
  readonly first: number
  readonly units: number
  /** Units of the state that are not shown. */
  readonly unitsLeftOut: number
  readonly count: number
  readonly base64: string
}

export interface KeyLimits {
  /** Ticks kept of each key. */
  readonly points: number
  /** Hidden states kept of each key. */
  readonly columns: number
  /** Units kept of each hidden state. */
  readonly units: number
}

/** The recent past of one key, in rings whose size never grows. */
export class KeySeries {
  readonly #limits: KeyLimits
  readonly #rings: readonly Float64Array[]
  #hidden = new Int8Array(0)
  #units = 0
  #unitsLeftOut = 0
  #hiddenFrom = 0
  /** Ticks seen so far. */
  ticks = 0
  latest: Frame | undefined

  constructor(limits: KeyLimits) {
    this.#limits = limits
    this.#rings = Array.from({ length: 5 }, () => new Float64Array(limits.points))
  }

  push(frame: Frame): void {
    const [time, value, point, lower, upper] = this.#rings as [Ring, Ring, Ring, Ring, Ring]
    const at = this.ticks % this.#limits.points
    const shortest = frame.forecasts[0]
    time[at] = frame.eventTime ?? NaN
    value[at] = frame.value
    point[at] = shortest?.point ?? NaN
    lower[at] = shortest?.lower ?? NaN
    upper[at] = shortest?.upper ?? NaN
    if (frame.hidden !== undefined) this.#pushHidden(frame.hidden)
    else this.#units = 0
    this.ticks += 1
    this.latest = frame
  }

  #pushHidden(hidden: Float32Array): void {
    const { columns, units: most } = this.#limits
    const units = Math.min(hidden.length, most)
    if (units !== this.#units) {
      this.#units = units
      this.#hiddenFrom = this.ticks
      this.#hidden = new Int8Array(columns * units)
    }
    this.#unitsLeftOut = hidden.length - units
    const base = (this.ticks % columns) * units
    for (let unit = 0; unit < units; unit++) {
      const clipped = Math.max(-1, Math.min(1, hidden[unit] as number))
      this.#hidden[base + unit] = Math.round(clipped * 127)
    }
  }

  /** What is kept of the ticks from number `tick` on. */
  seriesFrom(tick: number): SeriesPart {
    const first = Math.max(tick, this.ticks - this.#limits.points)
    const [time, value, point, lower, upper] = this.#rings.map((ring) => this.#unroll(ring, first))
    const times = (time ?? []).map((ms) => (Number.isNaN(ms) ? null : ms))
    return { first, time: times, value: value ?? [], point: point ?? [], lower: lower ?? [], upper: upper ?? [] }
  }

  #unroll(ring: Float64Array, first: number): number[] {
    return Array.from({ length: this.ticks - first }, (_, i) => ring[(first + i) % ring.length] as number)
  }

  /** What is kept of the hidden states from tick number `tick` on; undefined when there is none. */
  hiddenFrom(tick: number): HiddenPart | undefined {
    const { columns } = this.#limits
    const units = this.#units
    const first = Math.max(tick, this.#hiddenFrom, this.ticks - columns)
    const count = this.ticks - first
    if (units === 0 || count <= 0) return undefined
    const bytes = Buffer.alloc(count * units)
    for (let i = 0; i < count; i++) {
      const base = ((first + i) % columns) * units
      bytes.set(this.#hidden.subarray(base, base + units), i * units)
    }
    return { first, units, unitsLeftOut: this.#unitsLeftOut, count, base64: bytes.toString('base64') }
  }
}

type Ring = Float64Array
