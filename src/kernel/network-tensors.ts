import { TickwiseError } from '../errors.ts'
import { tensorLayout } from '../model/tensors.ts'
import type { LayerTensors } from './layer-memory.ts'
import type { NetworkSpec } from './stepper.ts'

/** Views of every tensor of a network inside flat weights (or gradients) by `tensorLayout`. */
export interface NetworkTensors {
  readonly layers: readonly LayerTensors[]
  readonly headWeights: Float32Array
  readonly headBias: Float32Array
}

/** Throws KERNEL_FAILED when the length is not the layout's. */
export function networkTensors(spec: NetworkSpec, flat: Float32Array): NetworkTensors {
  const { tensors, length } = tensorLayout(spec)
  if (flat.length !== length) {
    throw new TickwiseError('KERNEL_FAILED', {
      expected: `${length} weights for ${spec.layers.map(({ cell, hidden }) => `${cell} ${hidden}`).join(', ')}`,
      received: `${flat.length}`,
      action: 'Pass the flat weights that belong to this spec.',
    })
  }
  const views = new Map(
    tensors.map(({ name, offset, length: size }) => [name, flat.subarray(offset, offset + size)] as const),
  )
  return {
    layers: spec.layers.map((_, n) => ({
      inputWeights: views.get(`layers.${n}.inputWeights`)!,
      recurrentWeights: views.get(`layers.${n}.recurrentWeights`)!,
      bias: views.get(`layers.${n}.bias`)!,
      recurrentBias: views.get(`layers.${n}.recurrentBias`),
      normGain: views.get(`layers.${n}.normGain`),
      normBias: views.get(`layers.${n}.normBias`),
    })),
    headWeights: views.get('head.weights')!,
    headBias: views.get('head.bias')!,
  }
}
