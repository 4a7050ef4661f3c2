import { add } from './gate.ts'
import { map, plus, times, type Vector } from './vector.ts'

/** Gain g and bias b [inputs], or their gradients. */
export interface NormTensors {
  readonly gain: Vector
  readonly bias: Vector
}

/** Inputs that were normalised. */
export interface NormStep {
  readonly y: Vector
  /** From d loss / d y: adds to the gradients; returns d loss / d x. */
  backward(dy: Vector): Vector
}

/** Keeps a row whose numbers are all alike from being divided by 0; what PyTorch and ONNX take, too. */
export const normEpsilon = 1e-5

/**
 * μ = mean(x)      v = mean((x - μ)²)      n = (x - μ) / √(v + ε)      y = g ⊙ n + b
 *
 * x, y [inputs]. Layer normalisation (Ba, Kiros and Hinton 2016, equation 3), of what a layer takes in. Every tick is
 * normalised by itself, so nothing has to be remembered from one to the next.
 */
export function layerNorm({ gain, bias }: NormTensors, gradients: NormTensors, x: Vector): NormStep {
  const mean = meanOf(x)
  const apart = map(x, (value) => value - mean)
  const scale = 1 / Math.sqrt(meanOf(times(apart, apart)) + normEpsilon)
  const n = map(apart, (value) => value * scale)

  return {
    y: plus(times(gain, n), bias),
    backward(dy) {
      const dn = times(dy, gain)
      const level = meanOf(dn)
      const along = meanOf(times(dn, n))
      add(gradients.gain, times(dy, n))
      add(gradients.bias, dy)
      return map(dn, (value, i) => scale * (value - level - n[i]! * along))
    },
  }
}

const meanOf = (values: Vector): number => values.reduce((sum, value) => sum + value, 0) / values.length
