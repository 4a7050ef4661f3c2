import { log } from '../../numeric/log.ts'
import type { ChangeUnit, Moment } from './feature.ts'
import { halfLifeDecay } from './half-life-decay.ts'

/** Half-life, in ticks, of the scale that features and forecasts are in units of. */
const scaleHalfLife = 50
const decay = halfLifeDecay(scaleHalfLife)
/** A scale is never smaller: of log value absolutely, of value relative to it. Keeps a constant series at 0, not NaN. */
const leastScale = 1e-8

/**
 * The history of a key in one unit: the last values and the exponentially weighted mean absolute one-tick change.
 * State: [sum, weight] of that mean, then a ring of values. One track serves many keys, one `begin`/`end` at a time.
 */
export interface ChangeTrack extends Moment {
  readonly unit: ChangeUnit
  readonly stateSize: number
  /** Looks at `value` as the tick after `count` others; changes no state. */
  begin(state: Float64Array, count: number, value: number): void
  /** Absorbs the tick that `begin` named. */
  end(): void
  /** The scale as of now; 0 before the first change. `level` is the last value. */
  scaleOf(state: Float64Array, level: number): number
}

/** @param at index of the track's state in the key's; @param ring how many ticks back `past` may look, 1 at least */
export function createChangeTrack(unit: ChangeUnit, at: number, ring: number): ChangeTrack {
  const first = at + 2
  const logarithmic = unit === 'log-return'
  let state: Float64Array = new Float64Array(0)
  let x = 0
  let count = 0
  let change = 0
  let scale = 0
  const past = (lag: number) => state[first + ((count - lag) % ring)]!
  const scaleOf = (from: Float64Array, level: number) => {
    const weight = from[at + 1]!
    const least = logarithmic ? leastScale : Math.max(leastScale * Math.abs(level), Number.MIN_VALUE)
    return weight === 0 ? 0 : Math.max(from[at]! / weight, least)
  }
  return {
    unit,
    stateSize: 2 + ring,
    get x() {
      return x
    },
    get count() {
      return count
    },
    get change() {
      return change
    },
    get scale() {
      return scale
    },
    past,
    begin(of, before, value) {
      state = of
      count = before
      x = logarithmic ? log(value) : value
      change = count === 0 ? 0 : x - past(1)
      scale = count === 0 ? 0 : scaleOf(state, past(1))
    },
    end() {
      if (count > 0) {
        state[at] = decay * state[at]! + (1 - decay) * Math.abs(change)
        state[at + 1] = decay * state[at + 1]! + (1 - decay)
      }
      state[first + (count % ring)] = x
    },
    scaleOf,
  }
}
