import { z } from 'zod'

const ticks = z.int().min(1).max(4096)

/**
 * A simple forecast of the ticks to come. `shift` moves it by the mean difference between the last so many ticks and
 * what it said of them.
 */
export const candidateSchema = z.discriminatedUnion('kind', [
  /** The value of now. */
  z.strictObject({ kind: z.literal('last') }),
  /** The value of now, and on along the mean change of the last `window` ticks. */
  z.strictObject({ kind: z.literal('drift'), window: ticks }),
  /** The values of `lag` ticks before, over and over. */
  z.strictObject({ kind: z.literal('lag'), lag: ticks, shift: ticks.optional() }),
  /** A profile of `period` values, each of which learns at `rate` when its turn comes. */
  z.strictObject({
    kind: z.literal('profile'),
    period: ticks,
    rate: z.number().gt(0).max(1),
    shift: ticks.optional(),
  }),
])
export type CandidateSpec = z.infer<typeof candidateSchema>

/**
 * One model for many series of different size and shape: each key's values are put in units of its own level and
 * scale, and its own simple forecasts are fed and offered to a `mixture` head.
 */
export const seasonalInputSchema = z.strictObject({
  kind: z.literal('seasonal'),
  /** Logarithms of the values, which must then be positive, or the values themselves. */
  unit: z.enum(['log-return', 'difference']).default('log-return'),
  /** Ticks whose mean is the level, and whose mean distance from it the scale. */
  window: ticks,
  /** The last values that are fed. */
  recent: z.int().min(0).max(4096),
  /** How many ticks ahead the candidates look. */
  ahead: ticks,
  candidates: z.array(candidateSchema).min(1).max(16),
})
export type SeasonalInput = z.infer<typeof seasonalInputSchema>

/** Whether a candidate's forecast is fed whole: those that follow the key, or all that repeat a season. */
export function isFed(candidate: CandidateSpec): boolean {
  return candidate.kind !== 'last' && candidate.kind !== 'drift' && candidate.shift !== undefined
}

/** The distinct lags of the candidates, ascending. */
export function seasonalLags({ candidates }: Pick<SeasonalInput, 'candidates'>): number[] {
  const lags = candidates.flatMap((candidate) => (candidate.kind === 'lag' ? [candidate.lag] : []))
  return [...new Set(lags)].sort((a, b) => a - b)
}

/**
 * Numbers a tick feeds in: the value; for each lag the difference and its usual size; the scale beside the level; the
 * shifts and drifts; the last values; the forecasts of the shifted candidates.
 */
export function seasonalInputSize(input: SeasonalInput): number {
  const { candidates, recent, ahead } = input
  const moved = candidates.filter((one) => one.kind === 'drift' || isFed(one)).length
  return 2 + 2 * seasonalLags(input).length + moved + recent + ahead * candidates.filter(isFed).length
}
