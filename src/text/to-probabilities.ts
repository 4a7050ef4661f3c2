import { exp } from '../numeric/exp.ts'
import { sigmoid } from '../numeric/sigmoid.ts'

/** Probabilities of the classes; one logit stands for the second of two. */
export function toProbabilities(logits: Float64Array): number[] {
  if (logits.length === 1) return [sigmoid(-logits[0]!), sigmoid(logits[0]!)]
  const largest = logits.reduce((a, b) => Math.max(a, b))
  const parts = Array.from(logits, (logit) => exp(logit - largest))
  const sum = parts.reduce((a, b) => a + b, 0)
  return parts.map((part) => part / sum)
}
