import { forecastOrigins, type ForecastOriginsOptions } from '../../pipeline/forecast-origins.ts'
import type { TimedSeries } from '../train/read-series.ts'
import { toRows, type ForecastRow } from './forecast-row.ts'
import type { TrainedFold } from './train-folds.ts'

export interface ServeOptions {
  readonly series: readonly TimedSeries[]
  readonly season: number
  /** Operators behind the forecast. */
  readonly refine: ForecastOriginsOptions['refine']
  readonly signal: AbortSignal
  readonly onTicks: (ticks: number) => void
}

/** Runs every fold's model over all values up to the fold's end, as they were served; rows of the fold's own ticks. */
export async function serveFolds(
  trained: readonly TrainedFold[],
  { series, season, refine, signal, onTicks }: ServeOptions,
): Promise<{ readonly seed: number; readonly rows: ForecastRow[] }[]> {
  const bySeed = new Map<number, ForecastRow[]>()
  for (const { fold, seed, model } of trained) {
    const served = series.map((one) => {
      const { to } = fold.cuts.get(one.key)!
      return { ...one, values: one.values.slice(0, to), times: one.times.slice(0, to) }
    })
    const isOrigin = ({ key }: { key: string }, index: number) => index >= fold.cuts.get(key)!.from
    const forecasts = await forecastOrigins({ model, series: served, isOrigin, refine, signal, onTicks })
    const rows = bySeed.get(seed) ?? []
    bySeed.set(seed, rows)
    for (const row of toRows(forecasts, series, fold, season)) rows.push(row)
  }
  return [...bySeed].map(([seed, rows]) => ({ seed, rows }))
}
