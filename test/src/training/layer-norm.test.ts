import { expect, test } from 'vitest'
import { addingBaseline, addingSequence } from '../../../src/evaluation/tasks/adding-problem.ts'
import type { NetworkSpec } from '../../../src/kernel/stepper.ts'
import { initialise } from '../../../src/model/initialise.ts'
import { createRandom } from '../../../src/numeric/random.ts'
import { kernelEngine } from '../../../src/training/kernel-engine.ts'
import { createTrainer } from '../../../src/training/trainer.ts'

const timesteps = 25
const updates = 400

/** Squared error on the adding problem, as a part of what the best constant answer errs, after `updates` at most. */
function errorOfFour(layerNorm: true | undefined): number {
  const network: NetworkSpec = {
    input: { kind: 'vector', size: 2 },
    layers: Array.from({ length: 4 }, (_, n) => ({
      cell: 'gru',
      hidden: 16,
      reset: 'before',
      ...(n > 0 && { layerNorm }),
    })),
    head: { kind: 'forecast', horizons: [1], quantiles: [], target: 'difference' },
  }
  const random = createRandom(1)
  const trainer = createTrainer({
    network,
    weights: initialise(network, 1),
    sequences: Array.from({ length: 2200 }, (_, n) => ({
      ...addingSequence(timesteps, random),
      validationFrom: n < 2000 ? timesteps : 0,
    })),
    engine: kernelEngine,
    options: {
      seed: 1,
      updates,
      batch: 32,
      timesteps,
      burnIn: 0,
      learningRate: { peak: 0.01, warmUp: 50, decay: 'constant' },
      loss: { point: 'squared' },
      validateEvery: 50,
      validationWarmUp: 0,
      patience: updates,
    },
  })
  // The loss is half of the square.
  const error = () => (2 * trainer.progress().validationLoss!) / addingBaseline
  while (!trainer.done && !(error() < 0.1)) trainer.update()
  trainer.close()
  return error()
}

test('a stack of four layers learns with layer normalisation what it does not learn without in as many updates', () => {
  expect(errorOfFour(true)).toBeLessThan(0.1)
  expect(errorOfFour(undefined)).toBeGreaterThan(0.5)
})
