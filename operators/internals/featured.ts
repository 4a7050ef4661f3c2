import type { SeasonalMoment } from '../../src/model/seasonal/seasonal-extractor.ts'

/** A tick with the network's inputs for it. */
export interface Featured<T> {
  readonly tick: T
  /** One number a feature, in units of the causal scale. */
  readonly inputs: Float32Array
  /** The tick's value; the last one known where it is missing. */
  readonly level: number
  /** Size of a one-tick change, from the ticks before this one: what forecasts are in units of. */
  readonly scale: number
  /** False while the key's history is too short for a scale. */
  readonly ready: boolean
  /** The tick has no value. */
  readonly missing?: true
  /** Of a model with a seasonal input. */
  readonly seasonal?: SeasonalMoment
}
