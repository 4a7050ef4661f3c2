import { z } from 'zod'

const ascending = (values: readonly number[]) => values.every((value, i) => i === 0 || value > values[i - 1]!)

/**
 * Chooses between the candidates of a `seasonal` input, and adds to them: the forecast of a horizon is
 * residual + softmax(gates) . candidates, in units of the key's scale.
 */
export const mixtureHeadSchema = z.strictObject({
  kind: z.literal('mixture'),
  /** Ticks ahead, ascending; none beyond the input's `ahead`. */
  horizons: z.array(z.int().min(1).max(4096)).min(1).refine(ascending, 'must ascend'),
  /** As many as the input has. */
  candidates: z.int().min(1).max(16),
  /** The `unit` of the input. */
  target: z.enum(['log-return', 'difference']).default('log-return'),
})
export type MixtureHead = z.infer<typeof mixtureHeadSchema>
