import type { Random } from '../../numeric/random.ts'

/** A sequence whose answer is asked for once, at its last timestep. */
export interface TaskSequence {
  /** [timesteps][2] */
  readonly inputs: Float32Array
  /** [timesteps]; NaN before the last */
  readonly targets: Float32Array
}

/** Mean squared error of the best constant answer, 1: the variance of the sum of two numbers in 0..1. */
export const addingBaseline = 1 / 6

/**
 * The adding problem (Hochreiter and Schmidhuber 1997, in the form that is usual now): every timestep brings a number in
 * 0..1 and a mark. One number of each half is marked; the answer, asked for at the end, is their sum. So one of them has
 * to be kept for at least half of `timesteps`.
 */
export function addingSequence(timesteps: number, random: Random): TaskSequence {
  const inputs = new Float32Array(2 * timesteps)
  const targets = new Float32Array(timesteps).fill(NaN)
  for (let t = 0; t < timesteps; t++) inputs[2 * t] = random.next()
  const half = timesteps >> 1
  const first = random.integer(half)
  const second = half + random.integer(timesteps - half)
  inputs[2 * first + 1] = 1
  inputs[2 * second + 1] = 1
  targets[timesteps - 1] = inputs[2 * first]! + inputs[2 * second]!
  return { inputs, targets }
}
