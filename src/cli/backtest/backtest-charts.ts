import { figure } from '../terminal/display-text.ts'
import type { TimedSeries } from '../train/read-series.ts'
import type { Backtest } from './backtest.ts'
import type { ForecastRow } from './forecast-row.ts'
import { plot } from './plot.ts'

/** Ticks of a key that are drawn: more can't be told apart. */
const shownTicks = 150
const coverageWindows = 24
const residualBins = 31
const residualReach = 4
const shownKeys = 40
/** Ratios in here are next to nothing, and shall look like it. */
const noise = [0.95, 1.05] as const

/** The last forecasts of one horizon beside what came, for one key. */
export function forecastChart(rows: readonly ForecastRow[], { key, times }: TimedSeries, horizon: number): string {
  const own = rows.filter((row) => row.key === key && row.horizon === horizon).slice(-shownTicks)
  const at = ({ index }: ForecastRow) => index + horizon
  const [first, last] = [own[0], own.at(-1)]
  const day = (row: ForecastRow | undefined) => {
    const time = row && times[row.index]
    return time === undefined ? undefined : new Date(time).toISOString().slice(0, 10)
  }
  const [from, to] = [day(first), day(last)]
  const band = own.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high))
  return plot({
    title: `Forecasts of ${key || 'the series'}, ${horizon} ahead, beside what came`,
    xLabel: from === undefined || to === undefined ? 'tick' : 'time',
    yLabel: 'value',
    bands: band.length > 1 ? [{ points: band.map((row) => [at(row), row.low, row.high]) }] : [],
    lines: [
      { style: 'truth', points: own.map((row) => [at(row), row.actual]) },
      { style: 'network', points: own.map((row) => [at(row), row.point]) },
    ],
    ...(from === undefined || to === undefined
      ? {}
      : {
          xTicks: [
            [at(first!), from],
            [at(last!), to],
          ],
        }),
  })
}

/** Error by horizon over the last value's: the network, the control and the naive forecasts. */
export function errorChart({ horizons, network, control, naive }: Backtest): string {
  const of = (name: string) =>
    naive.filter((one) => one.name === name).map(({ horizon, ratio }) => [horizon, ratio] as const)
  return plot({
    title: 'Error by horizon, over that of the last value',
    xLabel: 'ticks ahead',
    yLabel: "error / last value's",
    xTicks: horizonTicks(horizons),
    levels: [{ y: 1, name: 'last value' }],
    yShows: [...noise],
    lines: [
      ...(control === null
        ? []
        : [{ style: 'control', points: control.map((one) => [one.horizon, one.ratio] as const), dots: true }]),
      ...(of('seasonal naive').length > 0 ? [{ style: 'naive', points: of('seasonal naive'), dots: true }] : []),
      { style: 'network', points: network.map((one) => [one.horizon, one.ratio] as const), dots: true },
    ],
  })
}

/** Share inside the band over time, in windows of all keys together, for the shortest horizon and the longest. */
export function coverageChart(rows: readonly ForecastRow[], { horizons, nominal }: Backtest): string {
  const lines = [...new Set([horizons[0]!, horizons.at(-1)!])].map((horizon, n) => {
    const own = rows
      .filter((row) => row.horizon === horizon && Number.isFinite(row.actual))
      .sort((a, b) => a.fold - b.fold || a.index - b.index)
    const size = Math.ceil(own.length / coverageWindows)
    const points = Array.from({ length: Math.ceil(own.length / size) }, (_, window) => {
      const part = own.slice(window * size, (window + 1) * size)
      const inside = part.filter(({ actual, low, high }) => actual >= low && actual <= high).length
      return [(100 * (window + 0.5)) / coverageWindows, (100 * inside) / part.length] as const
    })
    return { style: n === 0 ? 'network' : 'control', points, dots: true }
  })
  return plot({
    title: 'Share of actuals inside the band, over time',
    xLabel: '% of the stretch that was forecast',
    yLabel: '% inside',
    lines,
    levels: [{ y: 100 * nominal!, name: `${figure(100 * nominal!, 0)} % promised` }],
    yShows: [100],
  })
}

/** Residuals of the shortest horizon over each key's last-value error, as shares. */
export function residualChart(rows: readonly ForecastRow[], { keys, horizons }: Backtest): string {
  const scale = new Map(keys.filter(({ horizon }) => horizon === horizons[0]).map((one) => [one.key, one.lastValueMae]))
  const residuals = rows
    .filter((row) => row.horizon === horizons[0] && Number.isFinite(row.actual) && scale.has(row.key))
    .map((row) => (row.actual - row.point) / scale.get(row.key)!)
  const width = (2 * residualReach) / residualBins
  const counts = new Array<number>(residualBins).fill(0)
  for (const residual of residuals) {
    const bin = Math.floor((residual + residualReach) / width)
    counts[Math.min(residualBins - 1, Math.max(0, bin))]! += 1
  }
  return plot({
    title: 'Residuals, over the mean error of the last value',
    xLabel: "actual less forecast, over the last value's mean error",
    yLabel: '% of forecasts',
    lines: [],
    bars: counts.map((count, bin) => {
      const from = -residualReach + bin * width
      return [from, from + width, (100 * count) / residuals.length] as const
    }),
    xTicks: [-4, -2, 0, 2, 4].map((value) => [
      value,
      value === -residualReach ? `≤ ${value}` : value === residualReach ? `≥ ${value}` : String(value),
    ]),
  })
}

/** Each key's error at the shortest horizon over that of the last value, the best first. */
export function keyChart({ keys, horizons }: Backtest): string {
  const own = keys.filter(({ horizon }) => horizon === horizons[0]).sort((a, b) => a.ratio - b.ratio)
  const every = Math.ceil(own.length / shownKeys)
  const shown = own.filter((_, n) => n % every === 0)
  return plot({
    title: 'Skill by key',
    xLabel: every === 1 ? 'keys, the best first' : `every ${every}th key, the best first`,
    yLabel: "error / last value's",
    levels: [{ y: 1, name: 'last value' }],
    yShows: [...noise],
    lines: [{ style: 'network', points: shown.map(({ ratio }, n) => [n + 1, ratio] as const), apart: true }],
    xTicks:
      shown.length > 8
        ? [
            [1, '1'],
            [shown.length, String(own.length)],
          ]
        : shown.map(({ key }, n) => [n + 1, key.slice(0, 10)] as const),
  })
}

function horizonTicks(horizons: readonly number[]): (readonly [number, string])[] {
  const every = Math.ceil(horizons.length / 8)
  return horizons.filter((_, n) => n % every === 0).map((horizon) => [horizon, String(horizon)] as const)
}
