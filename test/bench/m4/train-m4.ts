import { forecastOrigins, type ForecastOriginsOptions } from '../../../src/pipeline/forecast-origins.ts'
import type { Model } from '../../../src/model/model.ts'
import type { TrainingEngine } from '../../../src/training/engine.ts'
import type { SeasonalLoss } from '../../../src/training/seasonal/make-seasonal-sequences.ts'
import { trainSeasonal } from '../../../src/training/seasonal/train-seasonal.ts'
import type { TrainingInput } from '../../../src/training/training-options.ts'
import { naive2 } from './naive2.ts'
import type { M4Series } from './read-m4.ts'
import { errorsM4 } from './score-m4.ts'

export interface M4Recipe {
  /** The competition's season for MASE and Naive 2. */
  readonly period: number
  readonly spec: unknown
  readonly epochs: number
  readonly options: Omit<TrainingInput, 'seed'> & { readonly batch: number; readonly timesteps: number }
}

export interface M4Trained {
  readonly model: Model
  /** Processor seconds, of all threads of this process. */
  readonly seconds: number
}

/** Trains on everything that may be learned from. */
export async function trainM4(
  series: readonly M4Series[],
  { period, spec, epochs, options }: M4Recipe,
  seed: number,
  engine?: TrainingEngine,
): Promise<M4Trained> {
  const before = process.cpuUsage()
  const values = series.reduce((sum, one) => sum + one.values.length, 0)
  const updates = Math.round((epochs * values) / (options.batch * options.timesteps))
  const loss = lossOf(series, period)
  const model = await trainSeasonal({
    ...{ series, spec, loss, seed, thread: 'here', engine },
    options: { ...options, updates },
    onProgress: ({ updates: done, totalUpdates, trainingLoss }) => {
      if (done % 100 === 0)
        console.error(`  seed ${seed}: ${done} of ${totalUpdates} updates, loss ${trainingLoss ?? '-'}`)
    },
  })
  const { user, system } = process.cpuUsage(before)
  return { model, seconds: (user + system) / 1e6 }
}

/** The forecast from the end of what is known, through the pipeline that serves. */
export async function forecastM4(
  series: readonly M4Series[],
  model: Model,
  refine?: ForecastOriginsOptions['refine'],
): Promise<Map<string, readonly number[]>> {
  const isOrigin: ForecastOriginsOptions['isOrigin'] = ({ values }, index) => index === values.length - 1
  const made = await forecastOrigins({ model, series, isOrigin, refine })
  return new Map(made.map(({ key, forecasts }) => [key, forecasts.map(({ point }) => point)]))
}

/** Half of each error over that of Naive 2, as in the average that is scored, but on the end of what may be learned from. */
function lossOf(series: readonly M4Series[], period: number): SeasonalLoss {
  const held = series.map(({ key, values, test }) => ({
    key,
    values: values.slice(0, -test.length),
    test: values.slice(-test.length),
  }))
  const usual = errorsM4(held, ({ values, test }) => naive2(values, period, test.length), period)
  return { period, absolute: 0.5 / usual.mase, percent: 0.5 / usual.smape }
}
