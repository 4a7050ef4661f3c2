import type { NetworkSpec } from '../../../src/kernel/stepper.ts'
import { initialise } from '../../../src/model/initialise.ts'
import { createRandom } from '../../../src/numeric/random.ts'
import type { TrainerInput } from '../../../src/training/trainer.ts'
import type { TrainingInput } from '../../../src/training/training-options.ts'

/** A task that only a state can do: say the input of two timesteps ago. */
export const echoNetwork: NetworkSpec = {
  input: { kind: 'vector', size: 1 },
  layers: [{ cell: 'gru', hidden: 8, reset: 'before' }],
  head: { kind: 'forecast', horizons: [1], quantiles: [], target: 'difference' },
}

const delay = 2

export function echoTask(options: TrainingInput = {}, timesteps = 600): TrainerInput {
  const random = createRandom(5)
  const sequences = Array.from({ length: 5 }, (_, index) => {
    const inputs = Float32Array.from({ length: timesteps + 7 * index }, () => 2 * random.next() - 1)
    const targets = inputs.map((_, t) => (t < delay ? NaN : inputs[t - delay]!))
    return { inputs, targets, validationFrom: Math.floor(inputs.length * 0.8) }
  })
  return {
    network: echoNetwork,
    weights: initialise(echoNetwork, 3),
    sequences,
    options: {
      updates: 60,
      batch: 4,
      timesteps: 10,
      burnIn: 4,
      segment: 40,
      validateEvery: 15,
      learningRate: { peak: 0.02 },
      ...options,
    },
  }
}
