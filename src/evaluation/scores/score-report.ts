import type { DieboldMariano } from '../metrics/diebold-mariano.ts'
import type { DirectionalAccuracy } from '../metrics/directional-accuracy.ts'

/** How the forecasts of one horizon have done so far. */
export interface HorizonSkill {
  readonly horizon: number
  /** Forecasts whose actual is known. */
  readonly scored: number
  /** Mean absolute error of the network and of the last value, in units of the value; NaN before the first actual. */
  readonly networkMae: number
  readonly naiveMae: number
  /** Share of actuals inside the outermost quantiles; NaN before the first actual and without an interval. */
  readonly coverage: number
}

export type NaiveName = 'lastValue' | 'drift' | 'seasonalNaive'

export interface Errors {
  readonly mae: number
  readonly rmse: number
}

/** Means over the forecasts scored; errors in units of the value. NaN where nothing is known. */
export interface Measures extends Errors {
  readonly scored: number
  /** MAE and RMSE over those of the key's change from one season to the next (from tick to tick without a season). */
  readonly mase: number
  readonly rmsse: number
  /** 0 to 2. */
  readonly smape: number
  /** One a level. */
  readonly pinball: readonly number[]
  /** Twice the mean pinball loss. */
  readonly crps: number
  /** Of the interval between the outermost quantiles. */
  readonly coverage: number
  readonly width: number
  readonly intervalScore: number
  readonly naive: Readonly<Partial<Record<NaiveName, Errors>>>
}

/** Everything known about the forecasts of one horizon. */
export interface HorizonReport {
  readonly horizon: number
  readonly sinceStart: Measures
  /** Over the last forecasts; how many, `scored` says. */
  readonly rolling: Measures
  /** Since the start. */
  readonly direction: DirectionalAccuracy
  /** Of absolute errors since the start; negative in favour of the network. */
  readonly dieboldMariano: DieboldMariano & { readonly against: NaiveName }
  /** Who is ahead, in words. */
  readonly verdict: string
}
