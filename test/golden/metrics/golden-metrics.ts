import { readFileSync } from 'node:fs'

type Numbers = readonly number[]

interface PointCase {
  readonly actual: Numbers
  readonly forecast: Numbers
  readonly other: Numbers
  readonly last: Numbers
  readonly history: Numbers
  readonly season: number
  readonly mae: number
  readonly rmse: number
  readonly smape: number
  readonly mase: number
  readonly rmsse: number
  readonly direction: { readonly accuracy: number; readonly lower: number; readonly upper: number }
  /** By loss and horizon, e.g. `squared 2`. */
  readonly dieboldMariano: Readonly<Record<string, { readonly statistic: number; readonly pValue: number }>>
}

interface QuantileCase {
  readonly actual: Numbers
  readonly quantiles: readonly Numbers[]
  readonly levels: Numbers
  readonly lower: Numbers
  readonly upper: Numbers
  readonly nominal: number
  readonly pinball: number
  readonly crps: number
  readonly coverage: number
  readonly width: number
  readonly intervalScore: number
}

interface ClassCase {
  readonly actual: Numbers
  readonly probabilities: readonly Numbers[]
  readonly accuracy: number
  readonly macroF1: number
  readonly logLoss: number
  readonly brier: number
  readonly expectedCalibrationError: number
  readonly perplexity: number
  readonly top2: number | null
}

interface OwaCase {
  readonly smape: number
  readonly mase: number
  readonly naive2: { readonly smape: number; readonly mase: number }
  readonly owa: number
}

/** What `make_golden.py` wrote. */
export const goldenMetrics = JSON.parse(readFileSync(new URL('metrics.json', import.meta.url), 'utf8')) as {
  readonly points: readonly PointCase[]
  readonly quantiles: readonly QuantileCase[]
  readonly classes: readonly ClassCase[]
  readonly owa: OwaCase
  readonly normalQuantile: readonly (readonly [probability: number, quantile: number])[]
  readonly studentTails: readonly (readonly [t: number, degrees: number, probability: number])[]
}
