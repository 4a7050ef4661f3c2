import { TickwiseError } from '../../errors.ts'
import { createKernel, type Kernel } from '../../kernel/kernel.ts'
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
 * Moments are float32; each number is computed in float64 and rounded once. On the SIMD kernels, in a memory of its own.
 */
export function createAdam(
  length: number,
  { beta1, beta2, epsilon, weightDecay = 0 }: AdamOptions,
  { arena, run }: Kernel = createKernel(),
): Optimiser {
  const even = length + (length % 2)
  const at = { parameters: 0, gradients: 0, first: 0, second: 0 }
  for (const name of ['parameters', 'gradients', 'first', 'second'] as const) at[name] = arena.take(4 * even)
  /** The memory never grows from here on, so these views stay. */
  const [parametersThere, gradientsThere] = [arena.floats(at.parameters, length), arena.floats(at.gradients, length)]
  const moments = [arena.floats(at.first, length), arena.floats(at.second, length)] as const
  /** [beta1^t, beta2^t], kept as running products. */
  const powers = new Float64Array(2).fill(1)
  const savedBytes = powers.byteLength + 8 * length
  return {
    step(parameters, gradients, learningRate) {
      powers[0]! *= beta1
      powers[1]! *= beta2
      const scales = [1 / (1 - powers[0]!), 1 / (1 - powers[1]!)] as const
      const kept = 1 - learningRate * weightDecay
      parametersThere.set(parameters)
      gradientsThere.set(gradients)
      const { parameters: p, gradients: g, first, second } = at
      run.adamStep(even, p, g, first, second, beta1, beta2, ...scales, learningRate, epsilon, kept)
      parameters.set(parametersThere)
    },
    save() {
      const bytes = new ArrayBuffer(savedBytes)
      new Float64Array(bytes, 0, 2).set(powers)
      moments.forEach((values, n) => new Float32Array(bytes, powers.byteLength + 4 * length * n, length).set(values))
      return new Uint8Array(bytes)
    },
    load(saved) {
      if (saved.length !== savedBytes) {
        throw new TickwiseError('RECORD_INVALID', {
          expected: `${savedBytes} bytes of Adam moments`,
          received: `${saved.length}`,
          action: 'Resume with the spec that the training was saved with.',
        })
      }
      const { buffer } = saved.slice()
      powers.set(new Float64Array(buffer, 0, 2))
      moments.forEach((values, n) => values.set(new Float32Array(buffer, powers.byteLength + 4 * length * n, length)))
    },
  }
}
