import { z } from 'zod'
import { TickwiseError } from '../errors.ts'
import { dropoutSchema } from './dropout.ts'
import { learningRateSchema } from './learning-rate.ts'
import { lossSchema } from './losses/create-loss.ts'
import { optimiserSchema } from './optimisers/create-optimiser.ts'
import { mostShards } from './shards/shard-turns.ts'
import { averagingSchema } from './weight-average.ts'

const count = z.int().min(1)

/** How to train: plain data. Every field has a default. */
export const trainingSchema = z.strictObject({
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  /** Gradient steps; early stopping may end before. */
  updates: count.max(100_000_000).default(500),
  /** Streams that are trained side by side. */
  batch: count.max(65_536).default(16),
  /**
   * Parts of a batch that are summed up apart; one by default. It decides the bits, and how many threads can help; how many
   * do decides nothing.
   */
  shards: count.max(mostShards).optional(),
  /** Timesteps a gradient reaches back. The state is carried across. */
  timesteps: count.max(65_536).default(32),
  /** Chunks, one after the other, whose gradients make one update; one by default. */
  accumulate: count.max(65_536).optional(),
  /** Timesteps after a zero state that are run but not scored. */
  burnIn: z.int().min(0).default(16),
  /** Cuts longer sequences into pieces of so many timesteps, elsewhere in every epoch; whole sequences by default. */
  segment: count.optional(),
  learningRate: learningRateSchema.prefault({}),
  loss: lossSchema.prefault({}),
  optimiser: optimiserSchema.prefault({ kind: 'adam' }),
  /** None by default. Masks follow from the seed, so a training with them resumes to the same bits. */
  dropout: dropoutSchema.optional(),
  /** Serves, and validates, a running average of the weights; none by default. */
  averaging: averagingSchema.optional(),
  /** Largest norm of all gradients together. */
  clip: z.number().positive().default(1),
  /** Updates between two looks at the validation stretch. */
  validateEvery: count.default(25),
  /** Timesteps before the validation stretch that are run to fill the state. */
  validationWarmUp: z.int().min(0).default(256),
  /** Looks without a better validation loss before training stops. */
  patience: count.default(8),
})
export type TrainingOptions = z.infer<typeof trainingSchema>
/** What a caller writes: anything left out has a default. */
export type TrainingInput = z.input<typeof trainingSchema>

/** Fills defaults. Throws `CONFIG_INVALID` naming every problem at once. */
export function parseTrainingOptions(value: unknown): TrainingOptions {
  const parsed = trainingSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'training options',
    received: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'options'}: ${message}`).join('; '),
    action: 'Correct what is named.',
    cause: parsed.error,
  })
}
