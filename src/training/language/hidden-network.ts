import { createSequenceNetwork } from '../../kernel/create-sequence-network.ts'
import { coreNetwork, layersLength, tensorOf } from '../../model/core-network.ts'
import type { ModelSpec } from '../../model/spec.ts'
import { tensorLayout } from '../../model/tensors.ts'

/** The recurrent layers of a text model over [timestep][sequence], without a head: what goes out is h of the last. */
export interface HiddenNetwork {
  /** Numbers of weights, which come first in the model's layout. */
  readonly length: number
  /** Takes the layers' weights over from the model's. */
  load(weights: Float32Array): void
  /** As `SequenceNetwork.forward`: h [timesteps][sequences][hidden], and the states after the last timestep. */
  forward(
    inputs: Float32Array,
    states: Float32Array,
    timesteps: number,
    sequences: number,
  ): { outputs: Float32Array; states: Float32Array }
  /** Adds to the layers' part of `gradients`; returns d loss / d inputs. */
  backward(outputGradients: Float32Array, gradients: Float32Array): Float32Array
  close(): void
}

/** On the plain kernels. */
export function createHiddenNetwork(spec: ModelSpec): HiddenNetwork {
  const { hidden } = spec.layers.at(-1)!
  const core = coreNetwork(spec, hidden)
  const length = layersLength(core)
  const initial = new Float32Array(tensorLayout(core).length)
  const identity = tensorOf(core, initial, 'head.weights')
  for (let unit = 0; unit < hidden; unit++) identity[unit * hidden + unit] = 1
  const network = createSequenceNetwork(core, initial)
  return {
    length,
    load(weights) {
      network.parameters.set(weights.subarray(0, length))
      network.load()
    },
    forward: (inputs, states, timesteps, sequences) => network.forward(inputs, states, timesteps, sequences),
    backward(outputGradients, gradients) {
      network.gradients.fill(0)
      const { inputs } = network.backward(outputGradients)
      for (let i = 0; i < length; i++) gradients[i] = gradients[i]! + network.gradients[i]!
      return inputs
    },
    close: () => network.close(),
  }
}
