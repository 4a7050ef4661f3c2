import { tensorOf } from '../../../model/core-network.ts'
import { outputSize, type ModelSpec } from '../../../model/spec.ts'
import { ratioScale } from '../../../text/ratio-scale.ts'

/** Matrices of one text inside a batch: rows of consecutive timesteps are `stride` apart. */
export interface TextRows {
  readonly values: Float32Array
  readonly from: number
  readonly stride: number
  readonly tokens: number
}

/**
 * logits_t = W (m1 h_t) + V (m2 mean of h up to t) + b + 0.1 (a sum of token ratios + p sum of pair ratios), with one
 * mask each for h and its mean. Sums are float64.
 */
export class LabelHead {
  readonly #logits: number
  readonly #hidden: number
  readonly #of: (flat: Float32Array) => Record<'weights' | 'meanWeights' | 'bias' | 'ratioShares', Float32Array>

  constructor(spec: ModelSpec) {
    this.#logits = outputSize(spec)
    this.#hidden = spec.layers.at(-1)!.hidden
    this.#of = (flat) => ({
      weights: tensorOf(spec, flat, 'head.weights'),
      meanWeights: tensorOf(spec, flat, 'head.meanWeights'),
      bias: tensorOf(spec, flat, 'head.bias'),
      ratioShares: tensorOf(spec, flat, 'head.ratioShares'),
    })
  }

  /** Logits [tokens][logits] of one text. `mask` is [2][hidden]; `ratios` [tokens][2 x logits], masked already. */
  forward(flat: Float32Array, h: TextRows, ratios: Float32Array, mask: Float32Array, logits: Float64Array): void {
    const { weights, meanWeights, bias, ratioShares } = this.#of(flat)
    const size = this.#hidden
    const pooled = meanWeights.length > 0
    const sum = new Float64Array(size)
    const ratioSums = new Float64Array(2 * this.#logits)
    for (let t = 0; t < h.tokens; t++) {
      const row = h.from + t * h.stride
      for (let j = 0; j < size; j++) sum[j]! += h.values[row + j]!
      if (ratioShares.length > 0)
        for (let r = 0; r < ratioSums.length; r++) ratioSums[r]! += ratios[t * ratioSums.length + r]!
      for (let r = 0; r < this.#logits; r++) {
        let logit = bias[r]!
        for (let j = 0; j < size; j++) logit += weights[r * size + j]! * mask[j]! * h.values[row + j]!
        if (pooled) {
          let mean = 0
          for (let j = 0; j < size; j++) mean += meanWeights[r * size + j]! * mask[size + j]! * sum[j]!
          logit += mean / (t + 1)
        }
        if (ratioShares.length > 0) {
          logit += ratioScale * (ratioShares[0]! * ratioSums[r]! + ratioShares[1]! * ratioSums[this.#logits + r]!)
        }
        logits[t * this.#logits + r] = logit
      }
    }
  }

  /** From d loss / d logits: adds to `gradients`, and writes d loss / d h into `dH`, which lies as `h` does. */
  backward(
    flat: Float32Array,
    gradients: Float32Array,
    h: TextRows,
    ratios: Float32Array,
    mask: Float32Array,
    dLogits: Float64Array,
    dH: Float32Array,
  ): void {
    const { weights, meanWeights } = this.#of(flat)
    const to = this.#of(gradients)
    const size = this.#hidden
    const count = this.#logits
    const sum = new Float64Array(size)
    const ratioSums = new Float64Array(2 * count)
    const pooled = meanWeights.length > 0
    for (let t = 0; t < h.tokens; t++) {
      const row = h.from + t * h.stride
      for (let j = 0; j < size; j++) sum[j]! += h.values[row + j]!
      if (to.ratioShares.length > 0) for (let r = 0; r < 2 * count; r++) ratioSums[r]! += ratios[t * 2 * count + r]!
      for (let r = 0; r < count; r++) {
        const d = dLogits[t * count + r]!
        if (d === 0) continue
        to.bias[r]! += d
        if (to.ratioShares.length > 0) {
          to.ratioShares[0]! += ratioScale * d * ratioSums[r]!
          to.ratioShares[1]! += ratioScale * d * ratioSums[count + r]!
        }
        for (let j = 0; j < size; j++) to.weights[r * size + j]! += d * mask[j]! * h.values[row + j]!
        if (pooled) {
          const part = d / (t + 1)
          for (let j = 0; j < size; j++) to.meanWeights[r * size + j]! += part * mask[size + j]! * sum[j]!
        }
      }
    }
    // h_t is in the mean of t and of every later token.
    const later = new Float64Array(count)
    for (let t = h.tokens - 1; t >= 0; t--) {
      const row = h.from + t * h.stride
      for (let r = 0; r < count; r++) later[r]! += dLogits[t * count + r]! / (t + 1)
      for (let j = 0; j < size; j++) {
        let d = 0
        for (let r = 0; r < count; r++) {
          d += dLogits[t * count + r]! * weights[r * size + j]! * mask[j]!
          if (pooled) d += later[r]! * meanWeights[r * size + j]! * mask[size + j]!
        }
        dH[row + j] = d
      }
    }
  }
}
