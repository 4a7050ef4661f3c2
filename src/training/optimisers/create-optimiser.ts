import { z } from 'zod'
import { createAdam } from './adam.ts'
import type { Optimiser } from './optimiser.ts'

const share = z.number().min(0).lt(1)

const moments = { beta1: share.default(0.9), beta2: share.default(0.999), epsilon: z.number().positive().default(1e-8) }

/** One entry a kind. */
export const optimiserSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('adam'), ...moments }),
  /** Adam whose weights, biases included, also shrink by learning rate * `weightDecay` an update. */
  z.strictObject({ kind: z.literal('adamw'), ...moments, weightDecay: z.number().min(0).max(1).default(0.01) }),
])
export type OptimiserSpec = z.infer<typeof optimiserSchema>

const kinds: Readonly<Record<OptimiserSpec['kind'], (length: number, spec: OptimiserSpec) => Optimiser>> = {
  adam: createAdam,
  adamw: createAdam,
}

/** @param length number of parameters */
export function createOptimiser(length: number, spec: OptimiserSpec): Optimiser {
  return kinds[spec.kind](length, spec)
}
