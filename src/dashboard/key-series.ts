import type { Frame } from './frame.ts'
import { StateRing, type PicturePart } from './state-ring.ts'

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
  readonly #hidden: StateRing
  /** By name; there only while somebody looks at the key. */
  readonly #gates = new Map<string, StateRing>()
  /** Ticks seen so far. */
  ticks = 0
  latest: Frame | undefined

  constructor(limits: KeyLimits) {
    this.#limits = limits
    this.#rings = Array.from({ length: 5 }, () => new Float64Array(limits.points))
    this.#hidden = new StateRing(limits.columns, limits.units, 'signed')
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
    if (frame.hidden !== undefined) this.#hidden.push(this.ticks, frame.hidden)
    else this.#hidden.stop()
    this.#pushGates(frame.gates)
    this.ticks += 1
    this.latest = frame
  }

  #pushGates(gates: Frame['gates'] = []): void {
    for (const ring of this.#gates.values()) ring.skip(this.ticks)
    for (const { name, values } of gates) {
      let ring = this.#gates.get(name)
      if (ring === undefined) {
        ring = new StateRing(this.#limits.columns, this.#limits.units, 'share')
        this.#gates.set(name, ring)
      }
      ring.push(this.ticks, values)
    }
  }

  /** What there is to look at beside the hidden state. */
  get gates(): string[] {
    return [...this.#gates.keys()]
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

  /** What is kept of a picture from tick number `tick` on; undefined when there is none. */
  pictureFrom(tick: number, name = hiddenState): PicturePart | undefined {
    const ring = name === hiddenState ? this.#hidden : this.#gates.get(name)
    return ring?.from(name, tick, this.ticks)
  }
}

/** The picture that is shown unless another one is asked for. */
export const hiddenState = 'hidden state'

type Ring = Float64Array
