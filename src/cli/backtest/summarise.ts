import { basename } from 'node:path'
import type { TimedSeries } from '../train/read-series.ts'
import type { BacktestChoice } from './backtest-choice.ts'
import { backtestVerdict } from './backtest-verdict.ts'
import type { Backtest, FoldSummary } from './backtest.ts'
import type { ForecastRow } from './forecast-row.ts'
import type { Fold } from './plan-folds.ts'
import { scoreHorizons, scoreKeys, scoreNaive } from './score-rows.ts'

type Runs = readonly { readonly seed: number; readonly rows: readonly ForecastRow[] }[]

export interface Outcome {
  readonly choice: BacktestChoice
  readonly series: readonly TimedSeries[]
  readonly folds: readonly Fold[]
  readonly season: number
  readonly runs: Runs
  readonly control: Runs | null
  /** What made the forecasts, in words. */
  readonly made: string
  /** What the intervals promise to hold, if there are any. */
  readonly promised: number
}

/** Everything that is reported, from the forecasts that were served. */
export function summarise(outcome: Outcome): Backtest {
  const { choice, series, folds, season, runs, control } = outcome
  const rows = runs[0]!.rows
  const horizons = [...new Set(rows.map(({ horizon }) => horizon))].sort((a, b) => a - b)
  // Null for points alone.
  const nominal = rows.some(({ low }) => Number.isFinite(low)) ? outcome.promised : null
  const known = (key: string, values: readonly number[]) =>
    values.slice(0, folds[0]!.cuts.get(key)!.from).filter(Number.isFinite)
  const history = new Map(series.map(({ key, values }) => [key, known(key, values)]))
  const frame = { horizons, season, nominal, history }
  const backtest = {
    data: basename(choice.path),
    target: choice.target,
    model: outcome.made,
    horizons,
    season,
    nominal,
    folds: folds.map((fold) => summariseFold(fold, series)),
    seeds: runs.map(({ seed }) => seed),
    network: scoreHorizons(
      runs.map((run) => run.rows),
      frame,
    ),
    control:
      control &&
      scoreHorizons(
        control.map((run) => run.rows),
        frame,
      ),
    naive: scoreNaive(rows, frame),
    keys: scoreKeys(rows, frame),
  }
  return { ...backtest, verdict: backtestVerdict(backtest) }
}

function summariseFold({ fold, cuts }: Fold, series: readonly TimedSeries[]): FoldSummary {
  const all = [...cuts.values()]
  let [from, to] = [Infinity, -Infinity]
  for (const { key, times } of series) {
    const cut = cuts.get(key)!
    from = Math.min(from, times[cut.from] ?? Infinity)
    to = Math.max(to, times[cut.to - 1] ?? -Infinity)
  }
  const iso = (time: number) => (Number.isFinite(time) ? new Date(time).toISOString() : null)
  return {
    fold,
    training: all.reduce((sum, cut) => sum + cut.from, 0),
    origins: all.reduce((sum, cut) => sum + cut.to - cut.from, 0),
    from: iso(from),
    to: iso(to),
  }
}
