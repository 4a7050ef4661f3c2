import { createModel } from '../../model/create-model.ts'
import { initialise } from '../../model/initialise.ts'
import type { Model } from '../../model/model.ts'
import { setForecastBias } from '../../training/forecast-bias.ts'
import { settleForecast } from '../../training/settle-forecast.ts'
import { createTrainer, type Trainer, type TrainerInput } from '../../training/trainer.ts'
import type { TrainingInput } from '../../training/training-options.ts'
import type { TrainingProgress } from '../../training/training-progress.ts'
import { isTickwiseError } from '../../errors.ts'
import type { WindowSplit } from './split-window.ts'

export interface ChallengerTraining {
  readonly champion: Model
  readonly split: WindowSplit
  /** Begins with the champion's weights, or with new ones. */
  readonly start: 'champion' | 'fresh'
  readonly seed: number
  readonly options: Omit<TrainingInput, 'seed'>
  /** Bytes from `onCheckpoint`; of another training they are not looked at. */
  readonly resume?: Uint8Array | undefined
}

export interface ChallengerHooks {
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined
  readonly onCheckpoint?: ((bytes: Uint8Array) => void) | undefined
  /** Updates between two checkpoints. */
  readonly checkpointEvery: number
  /** After every update: where the thread rests, and where a caller stops it. */
  readonly pause: () => Promise<void>
}

/** Slow: the champion is good already, and large steps would forget what it knows. */
const usual = {
  updates: 400,
  batch: 16,
  timesteps: 32,
  burnIn: 32,
  segment: 128,
  learningRate: { peak: 0.001 },
  patience: 10,
} as const satisfies TrainingInput

/**
 * A challenger of the champion's shape, a function of window, champion, seed and options: also when it is resumed. On the
 * validation stretch it is no worse than the champion, which is its first candidate. Throws `TRAINING_FAILED`.
 */
export async function trainChallenger(training: ChallengerTraining, hooks: ChallengerHooks): Promise<Model> {
  const { champion, split, start, seed, options } = training
  const { spec } = champion
  const { input, layers, head } = spec
  const { sequences } = split
  const weights = start === 'champion' ? champion.weights.slice() : initialise(spec, seed)
  if (start === 'fresh') setForecastBias(weights, spec, sequences)
  const job: TrainerInput = {
    network: { input, layers, head },
    weights,
    sequences,
    options: { ...usual, ...options, seed },
  }
  const trainer = open(job, training.resume)
  try {
    while (!trainer.done) {
      trainer.update()
      const progress = trainer.progress()
      if (trainer.done || progress.updates % 10 === 0) hooks.onProgress?.(progress)
      if (progress.updates % hooks.checkpointEvery === 0) hooks.onCheckpoint?.(trainer.save())
      await hooks.pause()
    }
    const result = trainer.result()
    const settled = settleForecast(result.weights, spec, sequences)
    const { shortHistory } = champion.report
    return createModel(spec, result.weights, {
      ...result.report,
      ...{ seed, settled, start, parent: champion.fingerprint },
      ...(shortHistory !== undefined && { shortHistory }),
    })
  } finally {
    trainer.close()
  }
}

function open(job: TrainerInput, resume: Uint8Array | undefined): Trainer {
  if (resume === undefined) return createTrainer(job)
  try {
    return createTrainer({ ...job, resume })
  } catch (error) {
    // Ticks have left the log since, or the options are others: what was trained on is gone.
    if (!isTickwiseError(error, 'RECORD_FOREIGN') && !isTickwiseError(error, 'RECORD_INVALID')) throw error
    return createTrainer(job)
  }
}
