import { trainSeasonal } from '../../training/seasonal/train-seasonal.ts'
import type { Model } from '../../model/model.ts'
import { seasonalSpec, seasonalTraining } from './seasonal-spec.ts'
import { trainModel, type TrainModelOptions } from './train-model.ts'

export interface TrainChoiceOptions extends TrainModelOptions {
  /** Ticks of the seasons that the series have; empty for none that is known. */
  readonly seasons: readonly number[]
}

/** The last part of every key, on which training is stopped. */
const validationShare = 0.1

/** The model that suits: one for changes that come and go, or one for seasons. The same input gives the same bytes. */
export async function trainChoice({ seasons, ...options }: TrainChoiceOptions): Promise<Model> {
  if (seasons.length === 0) return trainModel(options)
  const { series, shape, updates } = options
  const shortest = Math.min(...series.map(({ values }) => values.length))
  const percent = shape.target === 'log-return' ? 2 : 0
  return trainSeasonal({
    ...options,
    spec: seasonalSpec(shape, seasons),
    // Both errors count about alike where forecasts are some per cent off.
    loss: { period: Math.min(...seasons), absolute: 0.5, percent: percent / 100 },
    validationTicks: Math.floor(shortest * validationShare),
    options: seasonalTraining(updates, series.length),
  })
}
