import type { Model } from '../model/model.ts'
import type { SwapPolicy } from '../state/model-history.ts'
import type { Tick } from '../stream/tick.ts'

/** Who serves a tick, and what becomes of a state that another model has advanced. */
export interface Serving {
  readonly model: Model
  /** `toVersion` of its fingerprint. */
  readonly version: string
  readonly policy: SwapPolicy
  /** Advances beside with states of its own, and serves nobody yet. */
  readonly shadow?: { readonly model: Model; readonly version: string } | undefined
}

/** A model that is found anew for every tick, so that another one can take its place. All have one input and one head. */
export interface ModelSlot {
  /** The name in the chain; states are stamped with it. */
  readonly name: string
  /** Any of the models: for what all of them share. */
  readonly first: Model
  /** Inputs kept a key, for those that take over by `warm-up`. */
  readonly warmUpTicks: number
  serving(tick: Tick): Serving
  /** Forecasts of a tick's key were compared in a dual run: how many, and the sums of their losses. For display. */
  compared?(tick: Tick, losses: ComparedLosses): void
}

/** Of the forecasts that a tick answered. */
export interface ComparedLosses {
  readonly scored: number
  readonly serving: number
  readonly shadow: number
}
