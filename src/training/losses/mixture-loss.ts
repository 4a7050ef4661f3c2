import type { MixtureHead } from '../../model/seasonal/mixture-head.ts'
import { exp } from '../../numeric/exp.ts'
import type { Loss } from './loss.ts'

/** What a position's targets begin with; then follow the futures, [horizons], and the candidates, [candidates][horizons]. */
export const mixtureTarget = { scale: 0, absoluteWeight: 1, percentWeight: 2, futures: 3 } as const

/** Forecasts further away than this many scales, in logarithms, are no better than others just as wrong. */
const farthest = 30

/**
 * absoluteWeight |f - y| + percentWeight 200 |f - y| / (f + y), the mean over the known horizons. f is exp(scale z) where
 * logarithms are taken, otherwise scale z, with z = residual + softmax(gates) . candidates; y is the future value over
 * exp(level), otherwise less the level. The percentage counts only where logarithms are taken.
 */
export function mixtureLoss({ horizons: { length: horizons }, candidates, target }: MixtureHead): Loss {
  const width = 1 + candidates
  const outputSize = horizons * width
  const targetSize = mixtureTarget.futures + horizons * width
  const logarithmic = target === 'log-return'
  const shares = new Float64Array(candidates)

  const horizon = (outputs: Float32Array, at: number, targets: Float32Array, from: number, step: number): number => {
    let most = outputs[at + 1]!
    for (let c = 1; c < candidates; c++) most = Math.max(most, outputs[at + 1 + c]!)
    let sum = 0
    for (let c = 0; c < candidates; c++) sum += shares[c] = exp(outputs[at + 1 + c]! - most)
    let mean = 0
    for (let c = 0; c < candidates; c++) mean += (shares[c] = shares[c]! / sum) * targets[from + c * step]!
    return mean
  }

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
        const own = p * targetSize
        const futures = own + mixtureTarget.futures
        let known = 0
        for (let h = 0; h < horizons; h++) if (!Number.isNaN(targets[futures + h]!)) known++
        if (known === 0) continue
        weight += positionWeight
        const share = positionWeight / known
        const scale = targets[own + mixtureTarget.scale]!
        const absoluteWeight = targets[own + mixtureTarget.absoluteWeight]!
        const percentWeight = logarithmic ? targets[own + mixtureTarget.percentWeight]! : 0
        for (let h = 0; h < horizons; h++) {
          const future = targets[futures + h]!
          if (Number.isNaN(future)) continue
          const at = p * outputSize + h * width
          const first = futures + horizons + h
          const mean = horizon(outputs, at, targets, first, horizons)
          const raw = scale * (outputs[at]! + mean)
          const change = logarithmic ? Math.min(farthest, Math.max(-farthest, raw)) : raw
          const forecast = logarithmic ? exp(change) : change
          const error = forecast - future
          const sign = error > 0 ? 1 : error < 0 ? -1 : 0
          let value = absoluteWeight * Math.abs(error)
          let slope = absoluteWeight * sign
          if (percentWeight > 0) {
            const both = forecast + future
            value += (percentWeight * 200 * Math.abs(error)) / both
            slope += (percentWeight * 400 * sign * future) / (both * both)
          }
          loss += share * value
          // By z; a far forecast keeps the slope of the farthest one that counts, so that it comes back.
          const gradient = share * slope * scale * (logarithmic ? forecast : 1)
          gradients[at] = gradient
          for (let c = 0; c < candidates; c++) {
            gradients[at + 1 + c] = gradient * shares[c]! * (targets[first + c * horizons]! - mean)
          }
        }
      }
      return { loss, weight }
    },
  }
}
