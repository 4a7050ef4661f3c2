import { z } from 'zod'

export const averagingSchema = z.strictObject({
  /** Share of the average that is kept at each update; 0.99 looks back over about a hundred updates. */
  decay: z.number().min(0).lt(1),
})
export type Averaging = z.infer<typeof averagingSchema>

/** A running mean of the weights of all updates, the latest counting most. It is what is validated and served. */
export interface WeightAverage {
  readonly weights: Float32Array
  /** Takes in the parameters as they are after `updates` updates. */
  add(parameters: Float32Array, updates: number): void
}

/**
 * Exponential average: a = d a + (1 - d) p, from the first weights on. The decay d grows to its full size, so that the
 * first weights, which know nothing, are soon forgotten.
 */
export function createWeightAverage(first: Float32Array, { decay }: Averaging): WeightAverage {
  const weights = first.slice()
  return {
    weights,
    add(parameters, updates) {
      const kept = Math.min(decay, updates / (updates + 9))
      for (let i = 0; i < weights.length; i++) weights[i] = kept * weights[i]! + (1 - kept) * parameters[i]!
    },
  }
}
