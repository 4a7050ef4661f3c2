import { z } from 'zod'
import { cosPi } from '../numeric/cos-pi.ts'

export const learningRateSchema = z.strictObject({
  peak: z.number().positive().default(0.003),
  /** Updates over which the rate rises in a line to its peak. */
  warmUp: z.int().min(0).default(20),
  /** After it: `constant`, or half a `cosine` or a straight line down to `floor` times the peak at the last update. */
  decay: z.enum(['constant', 'cosine', 'linear']).default('cosine'),
  floor: z.number().min(0).max(1).default(0.02),
})
export type LearningRate = z.infer<typeof learningRateSchema>

/** The rate of an update, from 0 to `updates` - 1. */
export function learningRate({ peak, warmUp, decay, floor }: LearningRate, update: number, updates: number): number {
  if (update < warmUp) return (peak * (update + 1)) / (warmUp + 1)
  if (decay === 'constant') return peak
  const progress = Math.min(1, (update - warmUp) / Math.max(1, updates - 1 - warmUp))
  if (decay === 'linear') return peak * (floor + (1 - floor) * (1 - progress))
  return peak * (floor + (1 - floor) * 0.5 * (1 + cosPi(progress)))
}
