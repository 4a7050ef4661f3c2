import { exp } from '../../numeric/exp.ts'
import { log } from '../../numeric/log.ts'
import type { Loss } from './loss.ts'

/**
 * -log of the softmax probability of the right class, whose index is the position's one target.
 *
 * @param classes logits a position, 2 or more
 * @param smoothing share of the target that is spread evenly over all classes, in 0..1
 */
export function crossEntropy(classes: number, smoothing = 0): Loss {
  const spread = smoothing / classes
  const probabilities = new Float64Array(classes)
  return {
    outputSize: classes,
    targetSize: 1,
    add(outputs, targets, weights, gradients, positions) {
      gradients.fill(0, 0, positions * classes)
      let loss = 0
      let weight = 0
      for (let p = 0; p < positions; p++) {
        const target = targets[p]!
        const positionWeight = weights[p]!
        if (positionWeight === 0 || Number.isNaN(target)) continue
        const logits = outputs.subarray(p * classes, (p + 1) * classes)
        let largest = -Infinity
        let mean = 0
        for (let c = 0; c < classes; c++) {
          largest = Math.max(largest, logits[c]!)
          mean += logits[c]! / classes
        }
        let sum = 0
        for (let c = 0; c < classes; c++) sum += probabilities[c] = exp(logits[c]! - largest)
        const logSum = largest + log(sum)
        loss += positionWeight * (logSum - (1 - smoothing) * logits[target]! - smoothing * mean)
        weight += positionWeight
        for (let c = 0; c < classes; c++) {
          gradients[p * classes + c] = positionWeight * (probabilities[c]! / sum - spread)
        }
        // From the exact terms again: the stored gradient is rounded already.
        gradients[p * classes + target] = positionWeight * (probabilities[target]! / sum - spread - (1 - smoothing))
      }
      return { loss, weight }
    },
  }
}
