import type { DirectionalAccuracy } from '../../evaluation/metrics/index.ts'

/** A rolling-origin evaluation: what `tickwise backtest --json` prints. */
export interface Backtest {
  /** The file, and its column. */
  readonly data: string
  readonly target: string
  /** What made the forecasts, in words. */
  readonly model: string
  readonly horizons: readonly number[]
  /** Ticks a season of the seasonal naive forecast and of MASE; 1 for none. */
  readonly season: number
  /** Nominal share inside the intervals; null for forecasts without any. */
  readonly nominal: number | null
  readonly folds: readonly FoldSummary[]
  readonly seeds: readonly number[]
  /** The network's own scores over all keys, one entry a horizon; the control's where it was asked for. */
  readonly network: readonly HorizonScore[]
  readonly control: readonly HorizonScore[] | null
  /** Naive forecasts, by their error over that of the last value. */
  readonly naive: readonly NaiveScore[]
  /** Every key and horizon, the network's. */
  readonly keys: readonly KeyScore[]
  /** What it comes to, in one or two honest sentences. */
  readonly verdict: string
}

/** One origin of training: everything before it may be learned from, every tick from it to the next is forecast from. */
export interface FoldSummary {
  readonly fold: number
  /** Values learned from, and ticks forecast from, over all keys. */
  readonly training: number
  readonly origins: number
  /** ISO times of the first and last tick forecast from, where there are times. */
  readonly from: string | null
  readonly to: string | null
}

/** Means over keys, then over seeds. Errors of different keys have different units, so they are put over something. */
export interface HorizonScore {
  readonly horizon: number
  /** Forecasts whose actual is known, in one seed. */
  readonly scored: number
  /** Mean absolute error over that of the last value, and the least and most of a seed. */
  readonly ratio: number
  readonly ratioLeast: number
  readonly ratioMost: number
  readonly mase: number
  readonly rmsse: number
  /** From 0 to 2. */
  readonly smape: number
  /** Share inside the interval; null without intervals. */
  readonly coverage: number | null
  /** Mean width of the interval, and its score (Winkler), over the last value's mean absolute error. */
  readonly width: number | null
  readonly intervalScore: number | null
  /** Of the forecasts that say one: the side of the last value on which the actual came to lie. */
  readonly direction: DirectionalAccuracy
}

export interface NaiveScore {
  readonly name: 'drift' | 'seasonal naive'
  readonly horizon: number
  readonly ratio: number
}

export interface KeyScore {
  readonly key: string
  readonly horizon: number
  readonly scored: number
  /** Mean absolute errors of the first seed, in units of the value. */
  readonly mae: number
  readonly lastValueMae: number
  readonly ratio: number
  readonly coverage: number | null
  /** Diebold-Mariano against the last value: two-sided, on absolute errors; null where errors never differ. */
  readonly pValue: number | null
}
