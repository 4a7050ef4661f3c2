import { TickwiseError } from '../../errors.ts'
import { ChangeTrack } from './change-track.ts'
import type { ChangeUnit, Feature, TickExtras } from './feature.ts'

/** Larger values are refused, so that no difference of two can overflow. */
const largest = 1e300

export interface ValueColumnOptions {
  /** Undefined for the value that is forecast. */
  readonly name: string | undefined
  readonly unit: ChangeUnit
  /** NaN stands for a missing value; it is refused otherwise. */
  readonly mayMiss: boolean
}

/**
 * One column's history: the last value, and a track for every unit its features are in. State: [ticks since the first
 * value, last value, tracks...]. One serves many keys, one `check`, `begin`, `end` at a time. A missing value repeats
 * the last one and teaches the scale nothing.
 */
export class ValueColumn {
  readonly name: string | undefined
  readonly stateSize: number
  /** A value was known before this tick, or is now. */
  started = false
  readonly #unit: ChangeUnit
  readonly #mayMiss: boolean
  readonly #at: number
  readonly #tracks = new Map<ChangeUnit, ChangeTrack>()
  readonly #all: readonly ChangeTrack[]
  readonly #positive: boolean
  #value = NaN

  /** @param at index of its state in the key's */
  constructor({ name, unit, mayMiss }: ValueColumnOptions, features: readonly Feature[], at: number) {
    this.name = name
    this.#unit = unit
    this.#mayMiss = mayMiss
    this.#at = at
    let stateSize = 2
    for (const of of new Set([unit, ...features.map((feature) => feature.unit ?? unit)])) {
      const lags = features.map((feature) => ((feature.unit ?? unit) === of ? feature.lag : 0))
      const track = new ChangeTrack(of, at + stateSize, Math.max(1, ...lags))
      this.#tracks.set(of, track)
      stateSize += track.stateSize
    }
    this.stateSize = stateSize
    this.#all = [...this.#tracks.values()]
    this.#positive = this.#tracks.has('log-return')
  }

  track(unit: ChangeUnit | undefined): ChangeTrack {
    return this.#tracks.get(unit ?? this.#unit)!
  }

  /** Takes the tick's value, or throws `TICK_INVALID`. Changes no state. */
  check(value: number, extras: TickExtras): void {
    const { name } = this
    const own = name === undefined ? value : (extras.column?.(name, 0) ?? NaN)
    const sound = Math.abs(own) <= largest && (!this.#positive || own > 0)
    if (!sound && !(this.#mayMiss && Number.isNaN(own))) throw this.#refuse(own)
    this.#value = own
  }

  begin(state: Float64Array, extras: TickExtras): void {
    const missing = Number.isNaN(this.#value)
    const count = state[this.#at]!
    this.started = count > 0 || !missing
    if (missing) this.#value = state[this.#at + 1]!
    for (const track of this.#all) {
      track.missing = missing
      track.extras = extras
      if (this.started) track.begin(state, count, this.#value)
      else track.count = track.scale = 0
    }
  }

  end(state: Float64Array): void {
    if (!this.started) return
    for (const track of this.#all) track.end()
    state[this.#at]! += 1
    state[this.#at + 1] = this.#value
  }

  ticks(state: Float64Array): number {
    return state[this.#at]!
  }

  level(state: Float64Array): number {
    return state[this.#at] === 0 ? NaN : state[this.#at + 1]!
  }

  scale(state: Float64Array): number {
    return this.track(undefined).scaleOf(state, state[this.#at + 1]!)
  }

  #refuse(received: number): TickwiseError {
    const where = this.name === undefined ? '' : ` in the column ${JSON.stringify(this.name)}`
    const positive = this.#positive ? 'a positive, finite value' : 'a finite value'
    const log = 'Use difference features where values may be zero or negative.'
    return new TickwiseError('TICK_INVALID', {
      expected: `${positive}${where}`,
      received: `${received}`,
      action: Number.isNaN(received)
        ? 'Correct the source, or mark missing values with a `missing` feature.'
        : this.#positive
          ? log
          : 'Correct the source.',
    })
  }
}
