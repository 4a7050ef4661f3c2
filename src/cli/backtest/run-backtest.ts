import { blend, calibrate } from '../../../operators/index.ts'
import type { Model } from '../../model/model.ts'
import { modelFiles } from '../../pipeline/model-files.ts'
import type { ForecastOriginsOptions } from '../../pipeline/forecast-origins.ts'
import type { Invocation } from '../command.ts'
import type { ExitCode } from '../exit-code.ts'
import { modelName } from '../model-name.ts'
import { createProgress } from '../progress.ts'
import type { Surroundings } from '../surroundings.ts'
import { besideFeatures } from '../train/beside-features.ts'
import type { BacktestChoice } from './backtest-choice.ts'
import { describeModel, promisedBy } from './describe-model.ts'
import { planFolds, type Fold } from './plan-folds.ts'
import { readBacktestSeries } from './read-backtest-series.ts'
import { reportBacktest } from './report-backtest.ts'
import { serveFolds } from './serve-folds.ts'
import { shortestSeason } from './shortest-season.ts'
import { summarise } from './summarise.ts'
import { trainFolds, type FoldTraining, type TrainedFold } from './train-folds.ts'

export type Outside = Surroundings & Pick<Invocation<object>, 'print' | 'note'>

/** A network needs so many values to learn from. */
const leastTraining = 200

/** Trains, serves, scores and reports. Throws `INPUT_INVALID`, `MODEL_NOT_FOUND`, `TRAINING_FAILED`, the signal's reason. */
export async function runBacktest(choice: BacktestChoice, outside: Outside): Promise<ExitCode> {
  const { json = false, seeds } = choice
  const { interrupted: signal } = outside
  const model = choice.model === undefined ? undefined : await modelFiles('models').load(choice.model)
  const { series, target } = await readBacktestSeries(choice, model, outside)
  const plan = {
    folds: model === undefined ? choice.folds : 1,
    share: choice.share,
    leastTraining: model === undefined ? leastTraining : 1,
  }
  const folds = planFolds(series, plan)
  const season = shortestSeason(choice)
  const beside = besideFeatures(choice, series, choice.horizons)
  const shape = { ...choice, name: modelName(choice.path), target, beside }
  const training: Omit<FoldTraining, 'onUpdates'> = {
    ...{ series, folds, seeds, shape, seasons: choice.season, updates: choice.updates, signal },
  }
  const serve = async (trained: readonly TrainedFold[]) => {
    const total = trained.reduce(
      (sum, { fold }) => sum + [...fold.cuts.values()].reduce((all, { to }) => all + to, 0),
      0,
    )
    const progress = createProgress({ stream: outside.stderr, quiet: json, unit: 'ticks', total })
    try {
      const onTicks = (ticks: number) => progress.advance(ticks, '| serving')
      return await serveFolds(trained, { series, season, refine: refineBy(choice), signal, onTicks })
    } finally {
      progress.close()
    }
  }
  const trained = model === undefined ? await trainWithBar(training, outside, json) : given(model, folds)
  const runs = await serve(trained)
  const controlled = choice.control && model === undefined
  const control = controlled ? await serve(await trainWithBar({ ...training, stateless: true }, outside, json)) : null
  const backtest = summarise({
    ...{ choice, series, folds, season, runs, control },
    made: describeModel(choice, trained[0]!.model, model !== undefined),
    promised: promisedBy(choice, trained[0]!.model),
  })
  return reportBacktest(choice, { backtest, runs, series }, outside)
}

async function trainWithBar(training: Omit<FoldTraining, 'onUpdates'>, { stderr, note }: Outside, json: boolean) {
  const { folds, seeds, updates, stateless = false } = training
  const jobs = folds.length * seeds.length
  note(`Training ${stateless ? 'the stateless control' : 'the network'} ${jobs === 1 ? 'once' : `${jobs} times`}.`)
  const progress = createProgress({ stream: stderr, quiet: json, unit: 'updates', total: jobs * updates })
  try {
    return await trainFolds({ ...training, onUpdates: (done, words) => progress.advance(done, words) })
  } finally {
    progress.close()
  }
}

/** A model that was trained before is tested as it is, on all of the stretch. */
function given(model: Model, folds: readonly Fold[]): TrainedFold[] {
  return [{ fold: folds[0]!, seed: 0, model }]
}

function refineBy(choice: BacktestChoice): ForecastOriginsOptions['refine'] {
  const { blend: blended, calibrate: calibrated, coverage } = choice
  return (forecasts) => {
    const mixed = blended ? forecasts.pipe(blend({ season: shortestSeason(choice) })) : forecasts
    return calibrated ? mixed.pipe(calibrate({ coverage })) : mixed
  }
}
