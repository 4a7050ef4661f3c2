import { createSequenceNetwork } from '../../../src/kernel/create-sequence-network.ts'
import type { ReferenceNetwork } from '../../../src/kernel/reference/create-reference-network.ts'
import type { NetworkSpec } from '../../../src/kernel/stepper.ts'
import { cellContract } from '../../contracts/cell-contract.ts'

/** The kernels behind float64 arrays. */
function create(spec: NetworkSpec, weights: Float64Array): ReferenceNetwork {
  const network = createSequenceNetwork(spec, Float32Array.from(weights))
  const widen = ({ inputs, states }: { inputs: Float32Array; states: Float32Array }) => ({
    inputs: Float64Array.from(inputs),
    states: Float64Array.from(states),
  })
  return {
    parameters: weights,
    get gradients() {
      return Float64Array.from(network.gradients)
    },
    forward(inputs, states, timesteps, sequences) {
      const result = network.forward(Float32Array.from(inputs), Float32Array.from(states), timesteps, sequences)
      return { outputs: Float64Array.from(result.outputs), states: Float64Array.from(result.states) }
    },
    backward(outputGradients, stateGradients) {
      const ofStates = stateGradients && Float32Array.from(stateGradients)
      return widen(network.backward(Float32Array.from(outputGradients), ofStates))
    },
  }
}

cellContract({
  name: 'float32 SIMD kernels',
  create,
  outputTolerance: 1e-5,
  gradientTolerance: 1e-4,
  differenceStep: 2e-3,
  differenceTolerance: 1e-3,
})
