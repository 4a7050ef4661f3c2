import type { FeatureSpec } from '../spec.ts'

/** What a change is measured in: the change of the logarithm of the value, or of the value itself. */
export type ChangeUnit = 'log-return' | 'difference'

/** What a tick carries beside its value. Every part is needed only by the features that look at it. */
export interface TickExtras {
  /** Event time in milliseconds since the epoch. */
  readonly time?: number | undefined
  /** The number of another column, `ahead` ticks ahead where that is known; NaN where it is not. */
  column?(name: string, ahead: number): number
}

/** What a feature may look at while a tick comes in: this tick, and the history before it. */
export interface Moment {
  /** The tick's value in the feature's unit: its logarithm, or itself. The last one known where it is missing. */
  readonly x: number
  /** Ticks of the key before this one, from the first value known on. */
  readonly count: number
  /** `x` less the `x` one tick ago; 0 at the first tick. */
  readonly change: number
  /** Typical size of a one-tick change, from the ticks before this one; 0 while there is none. */
  readonly scale: number
  /** The tick has no value. */
  readonly missing: boolean
  readonly extras: TickExtras
  /** The `x` of `lag` ticks ago. Only for lags up to the feature's own and up to `count`. */
  past(lag: number): number
}

/** A feature kind with its options bound. One file makes each kind. */
export interface Feature {
  /** Undefined for the extractor's own unit. */
  readonly unit?: ChangeUnit
  /** Whose values it looks at; undefined for the value that is forecast. */
  readonly column?: string | undefined
  /** How many ticks back it looks with `past`; 0 for none. */
  readonly lag: number
  /** Ticks before this one that it needs; it gives 0 until then. */
  readonly warmUpTicks: number
  /** It can be given before there is a scale. */
  readonly needsNoScale?: true
  /** It looks at the event time: a tick without one is refused. */
  readonly needsTime?: true
  /** Float64 numbers of state a key; all 0 at first. */
  readonly stateSize: number
  /** Absorbs the tick; its state is `state[at ... at + stateSize)`. The result is clipped and checked by the caller. */
  update(moment: Moment, state: Float64Array, at: number): number
}

export type FeatureOf<K extends FeatureSpec['kind']> = (spec: Extract<FeatureSpec, { kind: K }>) => Feature
