import type { CellKind } from '../../model/spec.ts'
import type { TrainingEngine } from '../../training/engine.ts'
import { scoreModel, type ScoredSeries, type SeriesSkill } from '../train/score-model.ts'
import { trainModel } from '../train/train-model.ts'
import type { ForecastResult } from './comparison.ts'

export interface ForecastTask {
  readonly cell: CellKind
  readonly hidden: number
  readonly updates: number
  readonly seed: number
  readonly target: 'log-return' | 'difference'
  readonly series: readonly ScoredSeries[]
  readonly signal: AbortSignal
  /** Default: our kernels, on a thread of their own. */
  readonly engine?: TrainingEngine | undefined
}

export const comparedHorizons = [1, 5]

/** Trains a forecaster on the first part of every series and scores the rest as it is served, beside the last value. */
export async function scoreForecast(task: ForecastTask): Promise<ForecastResult> {
  const { cell, hidden, updates, seed, target, series, signal, engine } = task
  const started = performance.now()
  const model = await trainModel({
    series: series.map(({ key, values, from }) => ({ key, values: values.slice(0, from) })),
    shape: { name: cell, cell, hidden, layers: 1, horizons: comparedHorizons, target },
    seed,
    updates,
    data: {},
    signal,
    engine,
  })
  const trainingSeconds = (performance.now() - started) / 1000
  const skill = await scoreModel(model, series)
  return {
    trainingSeconds,
    updates: Number(model.report['updates']),
    horizons: comparedHorizons.map((horizon) => ({ horizon, ...pool(skill.filter((one) => one.horizon === horizon)) })),
  }
}

/** Errors of different keys have different units; their ratios have none. */
function pool(skill: readonly SeriesSkill[]): { readonly ratio: number; readonly coverage: number } {
  const known = skill.filter(({ scored, naiveMae }) => scored > 0 && naiveMae > 0)
  const scored = known.reduce((sum, one) => sum + one.scored, 0)
  const mean = (of: (one: SeriesSkill) => number) => known.reduce((sum, one) => sum + one.scored * of(one), 0) / scored
  return {
    ratio: mean(({ networkMae, naiveMae }) => networkMae / naiveMae),
    coverage: mean(({ coverage }) => coverage),
  }
}
