import type { TimedSeries } from '../train/read-series.ts'
import type { ForecastRow } from './forecast-row.ts'

const columns = ['key', 'time', 'index', 'fold', 'seed', 'horizon', 'point', 'low', 'high', 'last', 'actual'] as const

/** Every forecast as a row of CSV: the time (or place) of the last value known, the forecast, and what came; "" for none. */
export function* forecastsCsv(
  runs: readonly { readonly seed: number; readonly rows: readonly ForecastRow[] }[],
  series: readonly TimedSeries[],
): Iterable<string> {
  const times = new Map(series.map((one) => [one.key, one.times]))
  yield `${columns.join(',')}\n`
  for (const { seed, rows } of runs) {
    for (const row of rows) {
      const time = times.get(row.key)?.[row.index]
      const cells = { ...row, seed, time: time === undefined ? '' : new Date(time).toISOString() }
      yield `${columns.map((name) => cell(cells[name])).join(',')}\n`
    }
  }
}

function cell(value: string | number): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
