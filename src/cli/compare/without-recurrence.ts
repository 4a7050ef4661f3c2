import type { NetworkSpec, SequenceNetwork } from '../../kernel/stepper.ts'
import { tensorLayout } from '../../model/tensors.ts'
import type { TrainingEngine } from '../../training/engine.ts'

/** The engine, with every recurrent weight held at 0: what it trains keeps nothing from one timestep to the next. */
export function withoutRecurrence(engine: TrainingEngine): TrainingEngine {
  return {
    name: `${engine.name}, without recurrence`,
    createNetwork(spec, weights) {
      const network = engine.createNetwork(spec, weights)
      const clear = clearRecurrent(spec)
      clear(network.parameters)
      network.load()
      return holding(network, clear)
    },
  }
}

/** An optimiser leaves alone what has never had a gradient. */
function holding(network: SequenceNetwork, clear: (values: Float32Array) => void): SequenceNetwork {
  return {
    parameters: network.parameters,
    gradients: network.gradients,
    load: () => network.load(),
    forward: (...chunk) => network.forward(...chunk),
    backward(...gradients) {
      const result = network.backward(...gradients)
      clear(network.gradients)
      return result
    },
    backwardParameters(outputGradients) {
      network.backwardParameters(outputGradients)
      clear(network.gradients)
    },
    close: () => network.close(),
  }
}

function clearRecurrent(spec: NetworkSpec): (values: Float32Array) => void {
  const recurrent = tensorLayout(spec).tensors.filter(({ name }) => name.endsWith('.recurrentWeights'))
  return (values) => recurrent.forEach(({ offset, length }) => values.fill(0, offset, offset + length))
}
