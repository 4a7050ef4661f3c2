import { basename } from 'node:path'
import type { Model } from '../../model/model.ts'
import type { PreparedSeries } from '../train/prepare-series.ts'
import type { BacktestChoice } from './backtest-choice.ts'
import { backtestVerdict } from './backtest-verdict.ts'
import type { Backtest, FoldSummary } from './backtest.ts'
import type { ForecastRow } from './forecast-row.ts'
import type { Fold } from './plan-folds.ts'
import { scoreHorizons, scoreKeys, scoreNaive } from './score-rows.ts'

type Runs = readonly { readonly seed: number; readonly rows: readonly ForecastRow[] }[]

export interface Outcome {
  readonly choice: BacktestChoice
  readonly series: readonly PreparedSeries[]
  readonly folds: readonly Fold[]
  readonly season: number
  readonly runs: Runs
  readonly control: Runs | null
  readonly model: Model
  /** The model was trained before, not at the origins. */
  readonly fixed: boolean
}

/** Everything that is reported, from the forecasts that were served. */
export function summarise(outcome: Outcome): Backtest {
  const { choice, series, folds, season, runs, control } = outcome
  const rows = runs[0]!.rows
  const horizons = [...new Set(rows.map(({ horizon }) => horizon))].sort((a, b) => a - b)
  const nominal = nominalOf(outcome, rows)
  const history = new Map(series.map(({ key, values }) => [key, values.slice(0, folds[0]!.cuts.get(key)!.from)]))
  const frame = { horizons, season, nominal, history }
  const backtest = {
    data: basename(choice.path),
    target: choice.target,
    model: describeModel(outcome),
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

/** What the intervals promise; null for points alone. */
function nominalOf({ choice, model }: Outcome, rows: readonly ForecastRow[]): number | null {
  if (!rows.some(({ low }) => Number.isFinite(low))) return null
  if (choice.calibrate) return choice.coverage
  const { head } = model.spec
  const levels = head.kind === 'forecast' ? head.quantiles : []
  return levels.length > 1 ? levels.at(-1)! - levels[0]! : null
}

function describeModel({ choice, model, fixed }: Outcome): string {
  const { layers, name, input } = model.spec
  const cells = layers.map(({ cell, hidden }) => `${cell.toUpperCase()} ${hidden}`).join(', ')
  const parts = [
    fixed ? `Model ${name} (${cells}), trained before` : `${cells}, trained anew at every origin`,
    ...(input.kind === 'seasonal' ? ['between seasonal candidates'] : []),
    ...(choice.blend ? ['blended with naive forecasts'] : []),
    ...(choice.calibrate ? ['intervals calibrated'] : []),
  ]
  return parts.join(', ')
}

function summariseFold({ fold, cuts }: Fold, series: readonly PreparedSeries[]): FoldSummary {
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
