import { exp } from '../numeric/exp.ts'
import { sigmoid } from '../numeric/sigmoid.ts'

/** Probabilities of the classes; one logit stands for the second of two. */
export function toProbabilities(logits: ArrayLike<number>): number[] {
  if (logits.length === 1) return [sigmoid(-logits[0]!), sigmoid(logits[0]!)]
  let largest = -Infinity
  for (let c = 0; c < logits.length; c++) largest = Math.max(largest, logits[c]!)
  const parts = Array.from(logits, (logit) => exp(logit - largest))
  const sum = parts.reduce((a, b) => a + b, 0)
  return parts.map((part) => part / sum)
}
