import { z } from 'zod'
import { fingerprintSchema, scoresSchema } from './model-version.ts'

export const decisionSchema = z.strictObject({
  /** 1 for the first; no gaps. */
  number: z.int().min(1),
  /** Milliseconds since 1970. */
  at: z.int(),
  /**
   * `challenge`: becomes the challenger. `promote`: becomes the champion. `reject`: stops being the challenger.
   * `rollback`: the champion before this one serves again. `retrain`: a retraining begins; its number is the token of all
   * that it decides. `stop`: it ended and nothing else was decided.
   */
  kind: z.enum(['challenge', 'promote', 'reject', 'rollback', 'retrain', 'stop']),
  /** The model that the decision is about; after a rollback, and of a retraining, the champion. */
  model: fingerprintSchema,
  /** The number of the `retrain` that this belongs to. */
  retraining: z.int().min(1).optional(),
  reason: z.string().min(1),
  scores: scoresSchema.optional(),
})

/** One line of a registry's history. The champion and the challenger are what the history says. */
export type Decision = z.infer<typeof decisionSchema>
