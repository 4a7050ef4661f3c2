import { exp } from '../../../numeric/exp.ts'
import { log } from '../../../numeric/log.ts'
import { sigmoid } from '../../../numeric/sigmoid.ts'

/**
 * Cross-entropy of a text: half of it at the last token, half over all of them, where token t of T counts t / T.
 * Overwrites `gradients` with d loss / d logits.
 *
 * @param logits [tokens][logits]; one logit, of the second class, where there are two classes
 */
export function taggingLoss(
  logits: Float64Array,
  { label, tokens, size, smoothing }: { label: number; tokens: number; size: number; smoothing: number },
  gradients: Float64Array,
): number {
  let loss = 0
  for (let t = 0; t < tokens; t++) {
    const weight = (t === tokens - 1 ? 0.5 : 0) + (t + 1) / (tokens * (tokens + 1))
    const row = logits.subarray(t * size, (t + 1) * size)
    const into = gradients.subarray(t * size, (t + 1) * size)
    loss += weight * (size === 1 ? binary(row, label, smoothing, into) : many(row, label, smoothing, into))
    for (let r = 0; r < size; r++) into[r]! *= weight
  }
  return loss
}

function binary(logits: Float64Array, label: number, smoothing: number, gradients: Float64Array): number {
  const target = label * (1 - smoothing) + 0.5 * smoothing
  const logit = logits[0]!
  gradients[0] = sigmoid(logit) - target
  return Math.max(logit, 0) - target * logit + log(1 + exp(-Math.abs(logit)))
}

function many(logits: Float64Array, label: number, smoothing: number, gradients: Float64Array): number {
  const largest = logits.reduce((a, b) => Math.max(a, b))
  let sum = 0
  for (let r = 0; r < logits.length; r++) sum += gradients[r] = exp(logits[r]! - largest)
  let loss = 0
  for (let r = 0; r < logits.length; r++) {
    const target = (r === label ? 1 - smoothing : 0) + smoothing / logits.length
    loss -= target * (logits[r]! - largest - log(sum))
    gradients[r] = gradients[r]! / sum - target
  }
  return loss
}
