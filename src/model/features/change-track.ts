import { log } from '../../numeric/log.ts'
import type { ChangeUnit, Moment, TickExtras } from './feature.ts'
import { halfLifeDecay } from './half-life-decay.ts'

/** Half-life, in ticks, of the scale that features and forecasts are in units of. */
const scaleHalfLife = 50
const decay = halfLifeDecay(scaleHalfLife)
export const noExtras: TickExtras = {}
/** A scale is never smaller: of log value absolutely, of value relative to it. Keeps a constant series at 0, not NaN. */
const leastScale = 1e-8

/**
 * The history of a key in one unit: the last values and the exponentially weighted mean absolute one-tick change.
 * State: [sum, weight] of that mean, then a ring of values. One track serves many keys, one `begin`/`end` at a time.
 * A class with plain fields, because numbers in a closure's variables are allocated at every change.
 */
export class ChangeTrack implements Moment {
  readonly stateSize: number
  x = 0
  count = 0
  change = 0
  scale = 0
  missing = false
  extras: TickExtras = noExtras
  readonly #at: number
  readonly #first: number
  readonly #ring: number
  readonly #logarithmic: boolean
  #state: Float64Array = new Float64Array(0)
  #slot = 0

  /** @param at index of the track's state in the key's; @param ring how many ticks back `past` may look, 1 at least */
  constructor(unit: ChangeUnit, at: number, ring: number) {
    this.stateSize = 2 + ring
    this.#at = at
    this.#first = at + 2
    this.#ring = ring
    this.#logarithmic = unit === 'log-return'
  }

  past(lag: number): number {
    const slot = this.#slot - lag
    return this.#state[this.#first + (slot < 0 ? slot + this.#ring : slot)]!
  }

  /** Looks at `value` as the tick after `count` others; changes no state. */
  begin(state: Float64Array, count: number, value: number): void {
    this.#state = state
    this.count = count
    // Where this tick goes in the ring; taken once, as a remainder of float64 numbers is slow.
    this.#slot = (count % this.#ring) | 0
    const x = this.#logarithmic ? log(value) : value
    const before = count === 0 ? x : this.past(1)
    this.x = x
    this.change = x - before
    this.scale = this.scaleOf(state, before)
  }

  /** Absorbs the tick that `begin` named. */
  end(): void {
    const state = this.#state
    const at = this.#at
    if (this.count > 0 && !this.missing) {
      state[at] = decay * state[at]! + (1 - decay) * Math.abs(this.change)
      state[at + 1] = decay * state[at + 1]! + (1 - decay)
    }
    state[this.#first + this.#slot] = this.x
  }

  /** The scale as of now; 0 before the first change. `level` is the last value. */
  scaleOf(state: Float64Array, level: number): number {
    const weight = state[this.#at + 1]!
    if (weight === 0) return 0
    const least = this.#logarithmic ? leastScale : Math.max(leastScale * Math.abs(level), Number.MIN_VALUE)
    return Math.max(state[this.#at]! / weight, least)
  }
}
