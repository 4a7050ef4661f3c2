import { z } from 'zod'
import { TickwiseError } from '../errors.ts'
import { cronPattern } from './schedule/cron-pattern.ts'

const share = z.number().gt(0).lt(1)
const ticks = z.int().min(1).max(100_000_000)

const scheduleSchema = z
  .strictObject({
    /** Five fields, or six with seconds: `0 2 * * *`. */
    cron: cronPattern.optional(),
    /** Of the cron expression, such as Europe/Zurich; default UTC. */
    timeZone: z.string().optional(),
    /** Ticks that this worker has taken in since the last retraining. */
    everyTicks: ticks.optional(),
    /** When `detectDrift` in the chain tells of a drift: so many ticks later, on those ticks. */
    drift: z.strictObject({ afterTicks: ticks.default(5_000) }).optional(),
  })
  .refine(({ cron, everyTicks, drift }) => cron ?? everyTicks ?? drift, 'needs cron, everyTicks or drift')

/** How a pipeline retrains its model: plain data. Every field but the schedule has a default. */
export const retrainSchema = z.strictObject({
  schedule: scheduleSchema,
  /** The newest ticks, of all keys, that a challenger learns from and is judged on. */
  windowTicks: ticks.default(250_000),
  /** The newest part of the window, which is replayed by champion and challenger; nothing is learned from it. */
  heldOut: share.default(0.2),
  /** The newest part of the rest, on which training is stopped. */
  validation: share.default(0.15),
  /** From the champion's weights, or from new ones. */
  start: z.enum(['champion', 'fresh']).default('champion'),
  /** Batches that are learned from, at most. */
  updates: z.int().min(1).max(10_000_000).default(400),
  /** Of Adam, at its beginning. */
  learningRate: z.number().gt(0).max(1).default(0.001),
  /** Of all chance in it: the same window and seed give the same challenger. */
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  promote: z
    .strictObject({
      /** The part of the champion's loss that a challenger must save. */
      margin: z.number().min(0).lt(1).default(0.01),
      /** How often an equal challenger may seem better. */
      level: z.number().gt(0).lt(1).default(0.05),
      /** Held-out ticks that are scored, below which nobody is promoted. */
      minimumTicks: ticks.default(500),
    })
    .prefault({}),
  /** `promote`: a better one serves at once. `challenge`: it becomes the challenger, to be promoted by somebody else. */
  verdict: z.enum(['promote', 'challenge']).default('promote'),
  /** After the beginning of a retraining, none begins by schedule for so long. */
  cooldownMs: z.int().min(0).default(600_000),
  /** The part of one core's time that a retraining may take. */
  cpuShare: z.number().gt(0).max(1).default(0.5),
  /** Updates between two checkpoints of the training. */
  checkpointEvery: z.int().min(1).default(50),
})
export type RetrainOptions = z.infer<typeof retrainSchema>
export type RetrainInput = z.input<typeof retrainSchema>
/** Those of a single retraining. */
export type RetrainRecipe = Omit<RetrainOptions, 'schedule' | 'cooldownMs'>
export type RetrainRecipeInput = Omit<RetrainInput, 'schedule' | 'cooldownMs'>

const recipeSchema = retrainSchema.omit({ schedule: true, cooldownMs: true })

/** Fills defaults. Throws `CONFIG_INVALID` naming every problem at once. */
export function parseRetrainOptions(value: unknown): RetrainOptions {
  return parse(retrainSchema, value)
}

/** The same without a schedule. */
export function parseRetrainRecipe(value: unknown): RetrainRecipe {
  return parse(recipeSchema, value)
}

/** What is wrong with them, path by path; empty for nothing. */
export function retrainFaults(value: unknown): readonly string[] {
  const parsed = retrainSchema.safeParse(value)
  return parsed.success ? [] : faultsOf(parsed.error)
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'sound options of a retraining',
    received: faultsOf(parsed.error).join('; '),
    action: 'Correct every path named.',
    cause: parsed.error,
  })
}

const faultsOf = ({ issues }: z.ZodError): readonly string[] =>
  issues.map(({ path, message }) => `${path.join('.') || 'retrain'}: ${message}`)
