import { createModel } from '../../model/create-model.ts'
import { initialise } from '../../model/initialise.ts'
import type { Model } from '../../model/model.ts'
import { parseModelSpec } from '../../model/parse-model-spec.ts'
import type { TrainingEngine } from '../engine.ts'
import type { Series } from '../make-forecast-sequences.ts'
import { train, type TrainHooks } from '../train.ts'
import { trainInWorker } from '../train-in-worker.ts'
import type { TrainingInput } from '../training-options.ts'
import { makeSeasonalSequences, type SeasonalLoss } from './make-seasonal-sequences.ts'

export interface SeasonalOptions extends TrainHooks {
  readonly series: readonly Series[]
  /** A model spec with a seasonal input and a mixture head. */
  readonly spec: unknown
  readonly loss: SeasonalLoss
  readonly seed?: number | undefined
  /** The last ticks of every series that are kept for early stopping; 0 trains on everything, to the end. Default 0. */
  readonly validationTicks?: number | undefined
  readonly options?: Omit<TrainingInput, 'seed'> | undefined
  readonly resume?: Uint8Array | undefined
  readonly data?: Readonly<Record<string, unknown>> | undefined
  /** Default `worker`, so that nothing blocks. Both give the same bits. */
  readonly thread?: 'worker' | 'here' | undefined
  /** Default: our kernels. Another one trains on the calling thread. */
  readonly engine?: TrainingEngine | undefined
}

/**
 * Trains one network on many series to choose between their candidates and to correct them. The same input gives the
 * same bytes. Throws `CONFIG_INVALID`, `INPUT_INVALID`, `TRAINING_FAILED`, and the signal's reason.
 */
export async function trainSeasonal(seasonal: SeasonalOptions): Promise<Model> {
  const { series, loss, seed = 1, validationTicks = 0, options, resume, data, engine } = seasonal
  const thread = engine === undefined ? (seasonal.thread ?? 'worker') : 'here'
  const spec = parseModelSpec(seasonal.spec)
  const sequences = makeSeasonalSequences(series, spec, loss, validationTicks)
  const { input, layers, head } = spec
  const job = {
    network: { input, layers, head },
    weights: initialise(spec, seed),
    sequences: sequences.map(({ inputs, targets, validationFrom }) => ({ inputs, targets, validationFrom })),
    options: { ...options, seed },
    resume,
  }
  const { weights, report } = await (thread === 'worker'
    ? trainInWorker(job, seasonal)
    : train({ ...job, engine }, seasonal))
  const refused = sequences.reduce((sum, one) => sum + one.refused, 0)
  return createModel(spec, weights, {
    ...report,
    seed,
    loss,
    data: {
      ...data,
      series: sequences.length,
      values: sequences.reduce((sum, one) => sum + one.validationFrom, 0),
      refused,
    },
  })
}
