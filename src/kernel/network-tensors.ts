import { TickwiseError } from '../errors.ts'
import { tensorLayout } from '../model/tensors.ts'
import { viewTensors, type NetworkTensors } from '../model/view-tensors.ts'
import type { NetworkSpec } from './stepper.ts'

/** Views of every tensor of a network. Throws KERNEL_FAILED when the length of `flat` is not the layout's. */
export function networkTensors(spec: NetworkSpec, flat: Float32Array): NetworkTensors {
  const { length } = tensorLayout(spec)
  if (flat.length !== length) {
    throw new TickwiseError('KERNEL_FAILED', {
      expected: `${length} weights for ${spec.layers.map(({ cell, hidden }) => `${cell} ${hidden}`).join(', ')}`,
      received: `${flat.length}`,
      action: 'Pass the flat weights that belong to this spec.',
    })
  }
  return viewTensors(spec, flat)
}
