import type { OriginForecast } from '../../pipeline/forecast-origins.ts'
import type { TimedSeries } from '../train/read-series.ts'
import type { Fold } from './plan-folds.ts'

/** One forecast beside what came, and beside what needs no model. */
export interface ForecastRow {
  readonly key: string
  /** Place of the last value known, in its key. */
  readonly index: number
  readonly horizon: number
  readonly fold: number
  readonly point: number
  /** Ends of the interval; NaN without one. */
  readonly low: number
  readonly high: number
  readonly last: number
  readonly drift: number
  /** NaN without a season, and where the key has not seen one. */
  readonly seasonal: number
  /** NaN where it is not known. */
  readonly actual: number
}

/** A row a forecast and horizon, in the order of the forecasts. */
export function toRows(
  forecasts: readonly OriginForecast[],
  series: readonly TimedSeries[],
  { fold }: Fold,
  season: number,
): ForecastRow[] {
  const byKey = new Map(series.map((one) => [one.key, one.values]))
  return forecasts.flatMap(({ key, index, last, forecasts: horizons }) => {
    const values = byKey.get(key)!
    const slope = index === 0 ? 0 : (values[index]! - values[0]!) / index
    return horizons.map(({ horizon, point, quantiles }) => ({
      key,
      index,
      horizon,
      fold,
      point,
      low: quantiles.length > 1 ? quantiles[0]! : NaN,
      high: quantiles.length > 1 ? quantiles.at(-1)! : NaN,
      last,
      drift: last + horizon * slope,
      seasonal: season > 1 ? (values[index - season + 1 + ((horizon - 1) % season)] ?? NaN) : NaN,
      actual: values[index + horizon] ?? NaN,
    }))
  })
}
