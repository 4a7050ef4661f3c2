import {
  coverage,
  dieboldMariano,
  directionalAccuracy,
  type DirectionalAccuracy,
  intervalScore,
  mae,
  mase,
  rmsse,
  smape,
} from '../../evaluation/metrics/index.ts'
import type { HorizonScore, KeyScore, NaiveScore } from './backtest.ts'
import type { ForecastRow } from './forecast-row.ts'

/** What rows are scored against beside their actuals. */
export interface ScoreFrame {
  readonly horizons: readonly number[]
  readonly season: number
  readonly nominal: number | null
  /** What each key had been before the first forecast. */
  readonly history: ReadonlyMap<string, readonly number[]>
}

/** Scores of one key, horizon and seed; errors over those of the last value where they have a unit. */
interface Cell {
  readonly key: string
  readonly rows: readonly ForecastRow[]
  readonly mae: number
  readonly lastMae: number
}

/** One entry a horizon: means over keys, then over seeds (`runs`). */
export function scoreHorizons(runs: readonly (readonly ForecastRow[])[], frame: ScoreFrame): HorizonScore[] {
  return frame.horizons.map((horizon) => {
    const seeds = runs.map((rows) => scorePooled(toCells(rows, horizon), horizon, frame))
    const mean = (of: (one: HorizonScore) => number) => seeds.reduce((sum, one) => sum + of(one), 0) / seeds.length
    const known = (of: (one: HorizonScore) => number | null) =>
      of(seeds[0]!) === null ? null : mean((one) => of(one)!)
    const ratios = seeds.map(({ ratio }) => ratio)
    return {
      horizon,
      scored: seeds[0]!.scored,
      ratio: mean((one) => one.ratio),
      ratioLeast: Math.min(...ratios),
      ratioMost: Math.max(...ratios),
      mase: mean((one) => one.mase),
      rmsse: mean((one) => one.rmsse),
      smape: mean((one) => one.smape),
      coverage: known((one) => one.coverage),
      width: known((one) => one.width),
      intervalScore: known((one) => one.intervalScore),
      direction: seeds[0]!.direction,
    }
  })
}

function scorePooled(cells: readonly Cell[], horizon: number, { season, nominal, history }: ScoreFrame): HorizonScore {
  const mean = (of: (cell: Cell) => number) => cells.reduce((sum, cell) => sum + of(cell), 0) / cells.length
  const column = (cell: Cell, name: 'actual' | 'point' | 'low' | 'high' | 'last') => cell.rows.map((row) => row[name])
  const before = ({ key }: Cell) => history.get(key)!
  const all = cells.flatMap(({ rows }) => rows)
  const ratio = mean((cell) => cell.mae / cell.lastMae)
  return {
    horizon,
    scored: all.length,
    ratio,
    ratioLeast: ratio,
    ratioMost: ratio,
    mase: mean((cell) => mase(column(cell, 'actual'), column(cell, 'point'), before(cell), season)),
    rmsse: mean((cell) => rmsse(column(cell, 'actual'), column(cell, 'point'), before(cell), season)),
    smape: mean((cell) => smape(column(cell, 'actual'), column(cell, 'point'))),
    ...(nominal === null
      ? { coverage: null, width: null, intervalScore: null }
      : {
          coverage: mean((cell) => coverage(column(cell, 'actual'), column(cell, 'low'), column(cell, 'high'))),
          width: mean(
            ({ rows, lastMae }) => rows.reduce((sum, { low, high }) => sum + high - low, 0) / rows.length / lastMae,
          ),
          intervalScore: mean(
            (cell) =>
              intervalScore(column(cell, 'actual'), column(cell, 'low'), column(cell, 'high'), nominal) / cell.lastMae,
          ),
        }),
    direction: directionOf(all),
  }
}

/** Of the forecasts that are not the last value, which says no direction. */
function directionOf(rows: readonly ForecastRow[]): DirectionalAccuracy {
  const moving = rows.filter(({ point, last }) => point !== last)
  if (moving.length === 0) return { accuracy: NaN, lower: NaN, upper: NaN, moves: 0 }
  return directionalAccuracy(
    moving.map(({ actual }) => actual),
    moving.map(({ point }) => point),
    moving.map(({ last }) => last),
  )
}

/** Naive forecasts over the last value; without a season there is no seasonal one. */
export function scoreNaive(rows: readonly ForecastRow[], { horizons, season }: ScoreFrame): NaiveScore[] {
  const names = season > 1 ? (['drift', 'seasonal'] as const) : (['drift'] as const)
  return names.flatMap((name) =>
    horizons.map((horizon) => {
      const cells = toCells(rows, horizon)
      const ratio = cells.reduce((sum, { rows: own, lastMae }) => {
        const known = own.filter((row) => Number.isFinite(row[name]))
        const error = known.reduce((total, row) => total + Math.abs(row.actual - row[name]), 0) / known.length
        return sum + error / lastMae
      }, 0)
      return { name: name === 'drift' ? name : 'seasonal naive', horizon, ratio: ratio / cells.length }
    }),
  )
}

export function scoreKeys(rows: readonly ForecastRow[], { horizons, nominal }: ScoreFrame): KeyScore[] {
  return horizons.flatMap((horizon) =>
    toCells(rows, horizon).map(({ key, rows: own, mae: error, lastMae }) => {
      const losses = own.map(({ actual, point }) => Math.abs(actual - point))
      const naive = own.map(({ actual, last }) => Math.abs(actual - last))
      const { pValue } = dieboldMariano(losses, naive, horizon)
      const inside = own.filter(({ actual, low, high }) => actual >= low && actual <= high).length
      return {
        key,
        horizon,
        scored: own.length,
        mae: error,
        lastValueMae: lastMae,
        ratio: error / lastMae,
        coverage: nominal === null ? null : inside / own.length,
        pValue: Number.isNaN(pValue) ? null : pValue,
      }
    }),
  )
}

/** The keys of a horizon whose actuals are known and not all the last value. */
function toCells(rows: readonly ForecastRow[], horizon: number): Cell[] {
  const byKey = new Map<string, ForecastRow[]>()
  for (const row of rows) {
    if (row.horizon !== horizon || !Number.isFinite(row.actual)) continue
    const own = byKey.get(row.key)
    if (own === undefined) byKey.set(row.key, [row])
    else own.push(row)
  }
  return [...byKey]
    .map(([key, own]) => {
      const actual = own.map((row) => row.actual)
      const error = mae(
        actual,
        own.map(({ point }) => point),
      )
      const lastMae = mae(
        actual,
        own.map(({ last }) => last),
      )
      return { key, rows: own, mae: error, lastMae }
    })
    .filter(({ lastMae }) => lastMae > 0)
}
