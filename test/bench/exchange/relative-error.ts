import type { OriginForecast, OriginSeries } from '../../../src/pipeline/forecast-origins.ts'

/** Where the part begins that is scored: the last fifth, as in LSTNet. */
export function testFrom(rows: number): number {
  return Math.trunc(0.8 * rows)
}

/**
 * Relative squared error of a horizon, as LSTNet's code counts it: the root of the mean squared error over the standard
 * deviation of the actuals, all rows of the test part and all series together.
 *
 * @param pick what is scored of a forecast: its point, or the last value
 */
export function relativeError(
  forecasts: readonly OriginForecast[],
  series: readonly OriginSeries[],
  horizon: number,
  pick: (point: number, last: number) => number,
): number {
  const byKey = new Map(series.map(({ key, values }) => [key, values]))
  const from = testFrom(series[0]!.values.length)
  const actuals: number[] = []
  let squares = 0
  for (const { key, index, last, forecasts: horizons } of forecasts) {
    const actual = byKey.get(key)![index + horizon]
    if (actual === undefined || index + horizon < from) continue
    const { point } = horizons.find((one) => one.horizon === horizon)!
    squares += (pick(point, last) - actual) ** 2
    actuals.push(actual)
  }
  const mean = actuals.reduce((sum, value) => sum + value, 0) / actuals.length
  const variance = actuals.reduce((sum, value) => sum + (value - mean) ** 2, 0) / actuals.length
  return Math.sqrt(squares / actuals.length / variance)
}
