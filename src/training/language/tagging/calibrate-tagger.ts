import { createModel } from '../../../model/create-model.ts'
import { tensorOf } from '../../../model/core-network.ts'
import type { Model } from '../../../model/model.ts'
import { log } from '../../../numeric/log.ts'
import { toProbabilities } from '../../../text/to-probabilities.ts'

const golden = 0.6180339887498949
const steps = 40

/** Mean -log probability of the right class when logits are multiplied by `scale`. */
export function logLoss(logits: readonly Float64Array[], labels: readonly number[], scale = 1): number {
  let sum = 0
  logits.forEach((row, i) => {
    sum -= log(toProbabilities(row.map((logit) => logit * scale))[labels[i]!]!)
  })
  return sum / logits.length
}

/**
 * The factor for logits that makes probabilities of texts nobody trained on as sure as they are right (the inverse of a
 * temperature), by least log loss, between 1/8 and 8.
 */
export function fitScale(logits: readonly Float64Array[], labels: readonly number[]): number {
  // Golden section over a scale that halves and doubles evenly: s = x / (1 - x).
  const toScale = (x: number) => x / (1 - x)
  let low = 1 / 9
  let high = 8 / 9
  for (let step = 0; step < steps; step++) {
    const third = (high - low) * golden
    if (logLoss(logits, labels, toScale(high - third)) < logLoss(logits, labels, toScale(low + third)))
      high = low + third
    else low = high - third
  }
  return toScale((low + high) / 2)
}

/** The model whose logits are `scale` times as large; nothing else changes. */
export function scaleLogits(model: Model, scale: number): Model {
  const { spec, report } = model
  const weights = model.weights.slice()
  for (const name of ['head.weights', 'head.meanWeights', 'head.bias', 'head.ratioShares']) {
    const tensor = tensorOf(spec, weights, name)
    for (let i = 0; i < tensor.length; i++) tensor[i]! *= scale
  }
  return createModel(spec, weights, { ...report, logitScale: scale })
}
