import { createModel } from '../model/create-model.ts'
import { initialise } from '../model/initialise.ts'
import type { Model } from '../model/model.ts'
import { parseModelSpec } from '../model/parse-model-spec.ts'
import type { TrainingEngine } from './engine.ts'
import { setForecastBias } from './forecast-bias.ts'
import { makeForecastSequences, type Series } from './make-forecast-sequences.ts'
import { settleForecast } from './settle-forecast.ts'
import { train, type TrainHooks } from './train.ts'
import { trainInWorker } from './train-in-worker.ts'
import type { TrainingInput } from './training-options.ts'

export interface ForecasterOptions extends TrainHooks {
  readonly series: readonly Series[]
  /** A model spec with features and a forecast head. */
  readonly spec: unknown
  readonly seed?: number | undefined
  /** The last part of every series that is kept for early stopping. Default 0.2. */
  readonly validationShare?: number | undefined
  /** Beside the defaults below. */
  readonly options?: Omit<TrainingInput, 'seed'> | undefined
  /** Bytes from `onCheckpoint` of the same training. */
  readonly resume?: Uint8Array | undefined
  /** More about the data for the model's report: where it came from, its first and last day. */
  readonly data?: Readonly<Record<string, unknown>> | undefined
  /** Default `worker`, so that nothing blocks. Both give the same bits. */
  readonly thread?: 'worker' | 'here' | undefined
  /** At most `options.shards` can help; any number gives the same bits. Default 1. */
  readonly threads?: number | undefined
  /** Default: our kernels. Another one trains on the calling thread, as an open engine can't be handed to a worker. */
  readonly engine?: TrainingEngine | undefined
}

/** Good for some thousand daily prices of one or a few keys; seconds for a GRU of 32. */
const defaults = {
  updates: 600,
  batch: 16,
  timesteps: 32,
  burnIn: 32,
  segment: 128,
  learningRate: { peak: 0.003 },
} as const satisfies TrainingInput

/**
 * Trains a network to forecast: the point by Huber's loss, quantiles by pinball, all in units of the causal scale; then
 * settles the head on the validation stretch.
 * The report in the model is a function of data, spec, seed and options, so the model's bytes are too.
 * Throws `CONFIG_INVALID`, `INPUT_INVALID`, `TRAINING_FAILED`, and the signal's reason.
 */
export async function trainForecaster(forecaster: ForecasterOptions): Promise<Model> {
  const { series, seed = 1, validationShare = 0.2, options, resume, data, engine } = forecaster
  const thread = engine === undefined ? (forecaster.thread ?? 'worker') : 'here'
  const spec = parseModelSpec(forecaster.spec)
  const sequences = makeForecastSequences(series, spec, validationShare)
  const weights = initialise(spec, seed)
  setForecastBias(weights, spec, sequences)
  const { input, layers, head } = spec
  const job = {
    network: { input, layers, head },
    weights,
    sequences: sequences.map(({ inputs, targets, validationFrom }) => ({ inputs, targets, validationFrom })),
    options: { ...defaults, ...options, seed },
    resume,
    threads: forecaster.threads,
  }
  const result = await (thread === 'worker' ? trainInWorker(job, forecaster) : train({ ...job, engine }, forecaster))
  const settled = settleForecast(result.weights, spec, job.sequences)
  return createModel(spec, result.weights, {
    ...result.report,
    seed,
    settled,
    data: {
      ...data,
      series: sequences.map(({ key, targets, validationFrom, refused }) => ({
        key,
        ticks: targets.length / sequenceWidth(head),
        validationFrom,
        refused,
      })),
    },
  })
}

function sequenceWidth(head: Model['spec']['head']): number {
  return head.kind === 'forecast' ? head.horizons.length : 1
}
