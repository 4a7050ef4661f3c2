import { expect, it } from 'vitest'
import type { NetworkSpec } from '../../../src/kernel/stepper.ts'
import { initialise } from '../../../src/model/initialise.ts'
import { createRandom } from '../../../src/numeric/random.ts'
import { train } from '../../../src/training/train.ts'
import type { TrainingSequence } from '../../../src/training/training-sequence.ts'

/** Runs of one class that change now and then: the class is told at a run's start only, so it must be remembered. */
function rememberedClasses(classes: number, inputs: number, seed: number): TrainingSequence[] {
  const random = createRandom(seed)
  return Array.from({ length: 8 }, () => {
    const timesteps = 200
    const sequence = { inputs: new Float32Array(timesteps * inputs), targets: new Float32Array(timesteps) }
    let now = 0
    for (let t = 0; t < timesteps; t++) {
      if (t % 5 === 0) {
        now = random.integer(classes)
        sequence.inputs[t * inputs + now] = 1
      }
      sequence.targets[t] = now
    }
    return { ...sequence, validationFrom: 160 }
  })
}

const heads = {
  'two classes': { kind: 'label', classes: ['down', 'up'] },
  'three classes': { kind: 'label', classes: ['down', 'same', 'up'] },
  'a vocabulary': { kind: 'next', vocabulary: ['a', 'b', 'c', 'd'] },
} as const satisfies Record<string, NetworkSpec['head']>

it.each(Object.entries(heads))('learns to remember %s', async (_, head) => {
  const classes = head.kind === 'label' ? head.classes.length : head.vocabulary.length
  const network: NetworkSpec = {
    input: { kind: 'vector', size: classes },
    layers: [{ cell: 'lstm', hidden: 8 }],
    head: structuredClone(head),
  }
  const { report } = await train({
    network,
    weights: initialise(network, 1),
    sequences: rememberedClasses(classes, classes, 2),
    options: { updates: 300, batch: 8, timesteps: 20, burnIn: 5, segment: 40, learningRate: { peak: 0.03 } },
  })
  // Knowing only how many classes there are costs log(classes), 0.69 at least.
  expect(report.validationLoss!).toBeLessThan(0.05)
})

it('a weight of 0 is the same as not knowing the target', async () => {
  const network: NetworkSpec = {
    input: { kind: 'vector', size: 2 },
    layers: [{ cell: 'rnn', hidden: 4 }],
    head: { kind: 'label', classes: ['down', 'up'] },
  }
  const sequences = rememberedClasses(2, 2, 3)
  const run = (change: (sequence: TrainingSequence) => TrainingSequence) =>
    train({ network, weights: initialise(network, 1), sequences: sequences.map(change), options: { updates: 20 } })
  const odd = (_: unknown, t: number) => t % 2
  const weighted = await run((sequence) => ({ ...sequence, weights: sequence.targets.map(odd) }))
  const masked = await run((sequence) => ({
    ...sequence,
    targets: sequence.targets.map((target, t) => (odd(target, t) ? target : NaN)),
  }))
  expect(weighted.weights).toEqual(masked.weights)
})
