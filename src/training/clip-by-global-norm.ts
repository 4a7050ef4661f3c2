/**
 * Scales all gradients down together, in place, so that their norm is at most `maxNorm`; returns the norm they had.
 * A norm that is not finite is returned with the gradients left alone.
 */
export function clipByGlobalNorm(gradients: Float32Array, maxNorm: number): number {
  let sum = 0
  for (let i = 0; i < gradients.length; i++) sum += gradients[i]! * gradients[i]!
  const norm = Math.sqrt(sum)
  if (norm > maxNorm && Number.isFinite(norm)) {
    const scale = maxNorm / norm
    for (let i = 0; i < gradients.length; i++) gradients[i]! *= scale
  }
  return norm
}
