import { exp } from '../../numeric/exp.ts'
import { log } from '../../numeric/log.ts'
import { sigmoid } from '../../numeric/sigmoid.ts'
import type { Loss } from './loss.ts'

/**
 * Cross-entropy of two classes that share one logit, that of class 1. The target is 0, 1 or a probability between.
 *
 * @param smoothing share of the target that is spread evenly over both classes, in 0..1
 */
export function binaryCrossEntropy(smoothing = 0): Loss {
  return {
    outputSize: 1,
    targetSize: 1,
    add(outputs, targets, weights, gradients, positions) {
      let loss = 0
      let weight = 0
      for (let p = 0; p < positions; p++) {
        gradients[p] = 0
        const positionWeight = weights[p]!
        if (positionWeight === 0 || Number.isNaN(targets[p]!)) continue
        const target = targets[p]! * (1 - smoothing) + 0.5 * smoothing
        const logit = outputs[p]!
        loss += positionWeight * (Math.max(logit, 0) - target * logit + log(1 + exp(-Math.abs(logit))))
        weight += positionWeight
        gradients[p] = positionWeight * (sigmoid(logit) - target)
      }
      return { loss, weight }
    },
  }
}
