import { availableParallelism } from 'node:os'
import type { Model } from '../../model/model.ts'
import { kernelEngine } from '../../training/kernel-engine.ts'
import { withoutRecurrence } from '../compare/without-recurrence.ts'
import type { ForecasterShape } from '../train/forecaster-spec.ts'
import type { TimedSeries } from '../train/read-series.ts'
import { trainChoice } from '../train/train-choice.ts'
import type { Fold } from './plan-folds.ts'

export interface FoldTraining {
  readonly series: readonly TimedSeries[]
  readonly folds: readonly Fold[]
  readonly seeds: readonly number[]
  readonly shape: ForecasterShape
  readonly seasons: readonly number[]
  readonly updates: number
  /** Trains a stateless control instead: a feed-forward layer on the same inputs. */
  readonly stateless?: boolean
  readonly signal: AbortSignal
  readonly onUpdates: (updates: number, note: string) => void
}

export interface TrainedFold {
  readonly fold: Fold
  readonly seed: number
  readonly model: Model
}

/** A model for every fold and seed, as many at once as there are cores. The number of cores changes nothing of them. */
export async function trainFolds(training: FoldTraining): Promise<TrainedFold[]> {
  const { folds, seeds } = training
  const jobs = folds.flatMap((fold) => seeds.map((seed) => ({ fold, seed })))
  const trained = new Array<TrainedFold>(jobs.length)
  let next = 0
  const work = async () => {
    for (let n = next++; n < jobs.length; n = next++) {
      const { fold, seed } = jobs[n]!
      trained[n] = { fold, seed, model: await trainFold(training, fold, seed) }
    }
  }
  // An engine of its own trains on this thread, one at a time.
  const workers = training.stateless ? 1 : Math.min(jobs.length, availableParallelism())
  await Promise.all(Array.from({ length: workers }, work))
  return trained
}

async function trainFold(training: FoldTraining, { fold, cuts }: Fold, seed: number): Promise<Model> {
  const { series, shape, seasons, updates, stateless = false, signal, onUpdates } = training
  let done = 0
  const model = await trainChoice({
    series: series.map((one) => ({ ...one, values: one.values.slice(0, cuts.get(one.key)!.from) })),
    shape: stateless ? { ...shape, cell: 'rnn', layers: 1 } : shape,
    seasons,
    seed,
    updates,
    data: { fold },
    signal,
    engine: stateless ? withoutRecurrence(kernelEngine) : undefined,
    onProgress(news) {
      onUpdates(news.updates - done, `| fold ${fold}, seed ${seed}${stateless ? ', control' : ''}`)
      done = news.updates
    },
  })
  // Stopped early: the rest need not be done.
  onUpdates(updates - done, '')
  return model
}
