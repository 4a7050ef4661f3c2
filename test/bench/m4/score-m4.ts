import { mase, owa, smape, type OwaErrors } from '../../../src/evaluation/metrics/index.ts'
import { naive2 } from './naive2.ts'
import type { M4Series } from './read-m4.ts'

export interface M4Score extends OwaErrors {
  readonly owa: number
}

/** Errors as the competition counts them: sMAPE in per cent, each error a mean over all series. */
export function errorsM4(
  series: readonly M4Series[],
  forecast: (one: M4Series) => readonly number[],
  period: number,
): OwaErrors {
  const errors = series.map((one) => {
    const made = forecast(one)
    return { smape: 100 * smape(one.test, made), mase: mase(one.test, made, one.values, period) }
  })
  const mean = (of: (one: OwaErrors) => number) => errors.reduce((sum, one) => sum + of(one), 0) / errors.length
  return { smape: mean((one) => one.smape), mase: mean((one) => one.mase) }
}

/** The competition's overall weighted average beside Naive 2, which is computed anew. */
export function scoreM4(
  series: readonly M4Series[],
  forecast: (one: M4Series) => readonly number[],
  period: number,
): M4Score {
  const errors = errorsM4(series, forecast, period)
  const yardstick = errorsM4(series, (one) => naive2(one.values, period, one.test.length), period)
  return { ...errors, owa: owa(errors, yardstick) }
}
