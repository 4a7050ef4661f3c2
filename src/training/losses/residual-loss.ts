import type { Loss } from './loss.ts'

/** A loss of one number: of the residual, output less target. */
export interface Residual {
  loss(residual: number): number
  /** d loss / d residual; where there is a kink, either side's. */
  slope(residual: number): number
}

/**
 * One residual loss an output, each against one of the position's targets; a position's loss is their mean over the
 * outputs whose target is known.
 *
 * @param residuals [outputs]
 * @param targetOf [outputs]: which target each output is compared with
 */
export function residualLoss(residuals: readonly Residual[], targetOf: readonly number[]): Loss {
  const outputSize = residuals.length
  const targetSize = Math.max(...targetOf) + 1
  return {
    outputSize,
    targetSize,
    add(outputs, targets, weights, gradients, positions) {
      gradients.fill(0, 0, positions * outputSize)
      let loss = 0
      let weight = 0
      for (let p = 0; p < positions; p++) {
        const positionWeight = weights[p]!
        if (positionWeight === 0) continue
        let known = 0
        for (let o = 0; o < outputSize; o++) if (!Number.isNaN(targets[p * targetSize + targetOf[o]!]!)) known++
        if (known === 0) continue
        weight += positionWeight
        const share = positionWeight / known
        for (let o = 0; o < outputSize; o++) {
          const target = targets[p * targetSize + targetOf[o]!]!
          if (Number.isNaN(target)) continue
          const residual = outputs[p * outputSize + o]! - target
          loss += share * residuals[o]!.loss(residual)
          gradients[p * outputSize + o] = share * residuals[o]!.slope(residual)
        }
      }
      return { loss, weight }
    },
  }
}
