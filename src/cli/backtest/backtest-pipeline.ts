import { basename } from 'node:path'
import { TickwiseError } from '../../errors.ts'
import type { Invocation } from '../command.ts'
import type { ExitCode } from '../exit-code.ts'
import { createProgress } from '../progress.ts'
import { loadPipeline } from '../run/load-pipeline.ts'
import type { Surroundings } from '../surroundings.ts'
import type { BacktestChoice } from './backtest-choice.ts'
import { between } from './describe-model.ts'
import { toRows } from './forecast-row.ts'
import { planFolds } from './plan-folds.ts'
import { readTicks } from './read-ticks.ts'
import { reportBacktest } from './report-backtest.ts'
import { shortestSeason } from './shortest-season.ts'
import { servePipeline } from './serve-pipeline.ts'
import { summarise } from './summarise.ts'

type Outside = Surroundings & Pick<Invocation<object>, 'print' | 'note'>

/**
 * Runs the chain of a pipeline file over a file of ticks, and scores the forecasts that come out of it for the last part of
 * every key. Its source, sink and state are not touched. Throws `CONFIG_INVALID`, `INPUT_INVALID`, the signal's reason.
 */
export async function backtestPipeline(
  path: string,
  choice: Omit<BacktestChoice, 'target'>,
  outside: Outside,
): Promise<ExitCode> {
  if (choice.model !== undefined) throw modelToo(choice.model)
  const { note, stderr, interrupted: signal } = outside
  const pipeline = await loadPipeline(path)
  const { entries, refused, firstRefusal, moved } = await readTicks(choice, signal)
  if (refused > 0) note(`${refused} rows left out; the first: ${firstRefusal}`)
  if (moved) note('The rows were not in order of time; they were put in order.')
  const progress = createProgress({ stream: stderr, quiet: choice.json === true, unit: 'ticks', total: entries.length })
  const onTicks = (ticks: number) => progress.advance(ticks, '| serving')
  const served = await servePipeline(pipeline, { entries, signal, onTicks }).finally(() => progress.close())
  if (served.refused > 0) note(`${served.refused} ticks refused by the pipeline; the first: ${served.firstRefusal}`)
  const { series, forecasts } = served
  const folds = planFolds(series, { folds: 1, share: choice.share, leastTraining: 1 })
  const { cuts } = folds[0]!
  const season = shortestSeason(choice)
  const scored = forecasts.filter(({ key, index }) => index >= cuts.get(key)!.from)
  const runs = [{ seed: 0, rows: toRows(scored, series, folds[0]!, season) }]
  const name = basename(path)
  const backtest = summarise({
    ...{ choice: { ...choice, target: name }, series, folds, season, runs, control: null },
    made: `The pipeline ${pipeline.settings.name} of ${name}, as it is`,
    promised: between(scored.at(-1)?.levels ?? []),
  })
  return reportBacktest(choice, { backtest, runs, series }, outside)
}

function modelToo(model: string): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected: '--pipeline or --model',
    received: `--pipeline and --model ${model}`,
    action: 'Leave one out: the pipeline says which model it serves.',
  })
}
