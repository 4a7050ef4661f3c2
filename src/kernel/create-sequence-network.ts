import { TickwiseError } from '../errors.ts'
import { createKernel, type Kernel } from './kernel.ts'
import { networkTensors } from './network-tensors.ts'
import { SequenceMatrices } from './sequence-matrices.ts'
import type { NetworkSpec, SequenceNetwork } from './stepper.ts'

/**
 * A network over sequences, on the SIMD kernels, with the same bits as a stepper gives timestep by timestep. `weights` is
 * copied into `parameters`. Throws KERNEL_FAILED for wrong lengths and for memory that runs out.
 */
export function createSequenceNetwork(
  spec: NetworkSpec,
  weights: Float32Array,
  kernel: Kernel = createKernel(),
): SequenceNetwork {
  const parameters = Float32Array.from(weights)
  const gradients = new Float32Array(weights.length)
  const tensors = networkTensors(spec, parameters)
  const gradientTensors = networkTensors(spec, gradients)
  let matrices: SequenceMatrices | undefined = new SequenceMatrices(kernel, spec)
  matrices.load(tensors)
  let last: { timesteps: number; sequences: number } | undefined

  const opened = () => {
    if (!matrices) throw failure('an open network', 'a closed one')
    return matrices
  }
  const runBackward = (
    outputGradients: Float32Array,
    stateGradients: Float32Array | undefined,
    how: { readonly toInputs: boolean },
  ) => {
    const open = opened()
    if (!last) throw failure('a forward before each backward', 'none')
    const { timesteps, sequences } = last
    expectLength('output gradients', outputGradients, timesteps * sequences * open.outputSize)
    if (stateGradients) expectLength('state gradients', stateGradients, sequences * open.stateSize)
    last = undefined
    open.backward(outputGradients, stateGradients, gradientTensors, how)
  }
  return {
    parameters,
    gradients,
    load() {
      opened().load(tensors)
    },
    forward(inputs, states, timesteps, sequences, masks = []) {
      const open = opened()
      const { inputSize, stateSize } = open
      if (!isCount(timesteps) || !isCount(sequences)) {
        throw failure('whole numbers of timesteps and sequences', `${timesteps} and ${sequences}`)
      }
      expectLength('inputs', inputs, timesteps * sequences * inputSize)
      expectLength('states', states, sequences * stateSize)
      if (masks.length > 0 && masks.length !== spec.layers.length)
        throw failure('a mask for each layer', `${masks.length}`)
      masks.forEach((mask, n) => expectLength('masks', mask, sequences * spec.layers[n]!.hidden))
      last = undefined
      const result = open.forward(inputs, states, timesteps, sequences, masks)
      last = { timesteps, sequences }
      return result
    },
    backward: (outputGradients, stateGradients) => {
      runBackward(outputGradients, stateGradients, { toInputs: true })
      return opened().firstGradients()
    },
    backwardParameters: (outputGradients) => runBackward(outputGradients, undefined, { toInputs: false }),
    close() {
      matrices = undefined
      last = undefined
    },
  }
}

const isCount = (value: number) => Number.isInteger(value) && value >= 0

function expectLength(name: string, { length }: Float32Array, expected: number): void {
  if (length !== expected) throw failure(`${expected} numbers of ${name}`, String(length))
}

function failure(expected: string, received: string): TickwiseError {
  return new TickwiseError('KERNEL_FAILED', {
    expected,
    received,
    action: 'Check the shapes against the model spec: [timestep][sequence][unit], contiguous.',
  })
}
