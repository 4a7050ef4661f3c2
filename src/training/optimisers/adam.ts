import { TickwiseError } from '../../errors.ts'
import type { Optimiser } from './optimiser.ts'

export interface AdamOptions {
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  /** Share of every parameter that goes at a learning rate of 1; default 0. */
  readonly weightDecay?: number
}

/**
 * Adam (Kingma and Ba 2015): m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2, both corrected for their start at zero,
 * then p -= rate * m / (sqrt(v) + epsilon). With a weight decay every parameter first shrinks by rate * decay,
 * apart from its gradient (AdamW, Loshchilov and Hutter 2019).
 * Moments are float32; each number is computed in float64 and rounded once.
 */
export function createAdam(length: number, { beta1, beta2, epsilon, weightDecay = 0 }: AdamOptions): Optimiser {
  const bytes = new ArrayBuffer(16 + 8 * length)
  /** [beta1^t, beta2^t], kept as running products. */
  const powers = new Float64Array(bytes, 0, 2).fill(1)
  const first = new Float32Array(bytes, 16, length)
  const second = new Float32Array(bytes, 16 + 4 * length, length)
  return {
    step(parameters, gradients, learningRate) {
      powers[0]! *= beta1
      powers[1]! *= beta2
      const firstScale = 1 / (1 - powers[0]!)
      const secondScale = 1 / (1 - powers[1]!)
      const kept = 1 - learningRate * weightDecay
      for (let i = 0; i < length; i++) {
        const gradient = gradients[i]!
        const m = (first[i] = beta1 * first[i]! + (1 - beta1) * gradient)
        const v = (second[i] = beta2 * second[i]! + (1 - beta2) * gradient * gradient)
        const step = (learningRate * m * firstScale) / (Math.sqrt(v * secondScale) + epsilon)
        parameters[i] = kept * parameters[i]! - step
      }
    },
    save: () => new Uint8Array(bytes.slice(0)),
    load(saved) {
      if (saved.length !== bytes.byteLength) {
        throw new TickwiseError('RECORD_INVALID', {
          expected: `${bytes.byteLength} bytes of Adam moments`,
          received: `${saved.length}`,
          action: 'Resume with the spec that the training was saved with.',
        })
      }
      new Uint8Array(bytes).set(saved)
    },
  }
}
