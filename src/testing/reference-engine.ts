import { createReferenceNetwork } from '../kernel/reference/create-reference-network.ts'
import type { SequenceNetwork } from '../kernel/stepper.ts'
import type { TrainingEngine } from '../training/engine.ts'

/** The cells' scalar float64 reference as an engine: what the others are measured against. Slow. */
export const referenceEngine: TrainingEngine = {
  name: 'reference',
  createNetwork(spec, weights) {
    const network = createReferenceNetwork(spec, Float64Array.from(weights))
    const parameters = Float32Array.from(weights)
    const gradients = new Float32Array(weights.length)
    const wide = (values: Float32Array) => Float64Array.from(values)
    const narrow = (values: Float64Array) => Float32Array.from(values)
    const engineNetwork: SequenceNetwork = {
      parameters,
      gradients,
      load: () => network.parameters.set(parameters),
      forward(inputs, states, timesteps, sequences) {
        const result = network.forward(wide(inputs), wide(states), timesteps, sequences)
        return { outputs: narrow(result.outputs), states: narrow(result.states) }
      },
      backward(outputGradients, stateGradients) {
        network.gradients.fill(0)
        const result = network.backward(wide(outputGradients), stateGradients && wide(stateGradients))
        network.gradients.forEach((value, i) => (gradients[i]! += value))
        return { inputs: narrow(result.inputs), states: narrow(result.states) }
      },
      backwardParameters: (outputGradients) => void engineNetwork.backward(outputGradients),
      close() {},
    }
    return engineNetwork
  },
}
