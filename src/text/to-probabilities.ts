import { exp } from '../numeric/exp.ts'

/** Probabilities of the classes; one logit stands for the second of two. */
export function toProbabilities(logits: ArrayLike<number>): number[] {
  if (logits.length === 1) return ofTwo(logits[0]!)
  let largest = -Infinity
  for (let c = 0; c < logits.length; c++) largest = Math.max(largest, logits[c]!)
  const parts = Array.from(logits, (logit) => exp(logit - largest))
  const sum = parts.reduce((a, b) => a + b, 0)
  return parts.map((part) => part / sum)
}

/** Probabilities of two classes from the logit of the second: its sigmoid, and that of its negative, from one exp. */
export function ofTwo(logit: number): [number, number] {
  const e = exp(logit >= 0 ? -logit : logit)
  const [likelier, other] = [1 / (1 + e), e / (1 + e)]
  return logit >= 0 ? [other, likelier] : [likelier, other]
}
