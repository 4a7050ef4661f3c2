import { fitShortHistory } from '../../evaluation/short-history.ts'
import { createModel } from '../../model/create-model.ts'
import type { Model } from '../../model/model.ts'
import type { TrainingEngine } from '../../training/engine.ts'
import type { Series } from '../../training/make-forecast-sequences.ts'
import type { TrainHooks } from '../../training/train.ts'
import { trainForecaster } from '../../training/train-forecaster.ts'
import { forecasterSpec, type ForecasterShape } from './forecaster-spec.ts'
import { shortHistoryChanges } from './short-history-changes.ts'

export interface TrainModelOptions extends Pick<TrainHooks, 'signal' | 'onProgress'> {
  readonly series: readonly (Omit<Series, 'values'> & { readonly values: readonly number[] })[]
  readonly shape: ForecasterShape
  readonly seed: number
  /** Gradient steps at most. */
  readonly updates: number
  /** For the report: where the data came from. */
  readonly data: Readonly<Record<string, unknown>>
  /** Default: our kernels. */
  readonly engine?: TrainingEngine | undefined
}

/** Slow and patient: on prices there is little to learn, and the first good validation loss is often luck. */
const patient = { learningRate: { peak: 0.001 }, patience: 30 }

/** A forecaster with bands for histories too short for it. The same input gives the same bytes. */
export async function trainModel({ shape, updates, ...options }: TrainModelOptions): Promise<Model> {
  const trained = await trainForecaster({ ...options, spec: forecasterSpec(shape), options: { ...patient, updates } })
  const values = options.series.map((one) => one.values)
  const shortHistory = fitShortHistory(values, shape.target, shortHistoryChanges)
  return createModel(trained.spec, trained.weights, { ...trained.report, shortHistory })
}
