import type { LossSum } from './losses/loss.ts'

/**
 * Runs `pass` as often as is asked and leaves the gradient of the mean loss over all its chunks in `gradients`, which a
 * pass sets to that of its own chunk. Once is the pass alone. Returns the sum of all; stops at a loss that is not finite.
 */
export function createAccumulation(
  gradients: Float32Array,
  times: number,
  pass: (n: number) => LossSum,
): () => LossSum {
  if (times === 1) return () => pass(0)
  const sums = new Float64Array(gradients.length)
  return () => {
    const total = { loss: 0, weight: 0 }
    sums.fill(0)
    for (let n = 0; n < times; n++) {
      const { loss, weight } = pass(n)
      total.loss += loss
      total.weight += weight
      if (!Number.isFinite(loss)) break
      if (weight > 0) for (let i = 0; i < sums.length; i++) sums[i]! += weight * gradients[i]!
    }
    if (total.weight > 0) for (let i = 0; i < sums.length; i++) gradients[i] = sums[i]! / total.weight
    return total
  }
}
