import { beforeAll, describe, expect, it } from 'vitest'
import type { SequenceNetwork } from '../../kernel/stepper.ts'
import { stateSize } from '../../model/spec.ts'
import type { TrainingEngine } from '../../training/engine.ts'
import { chunkProblem, layerForms, networkOf, taskProblem, trainingTasks } from '../engine-problems.ts'
import { referenceEngine } from '../reference-engine.ts'
import { createTrainer, type TrainerInput } from '../../training/trainer.ts'

/** A native library of hundreds of megabytes is read from the disk at first. */
const openMs = 120_000
/** Steps of a training whose losses are compared. */
const steps = 20
const outputTolerance = 1e-5
/** Relative to the largest gradient of its kind. */
const gradientTolerance = 1e-4
const lossTolerance = 1e-4
const wrongShape = expect.objectContaining({ code: 'KERNEL_FAILED' }) as Error

/**
 * The suite that every `TrainingEngine` has to pass: `engineContract('mine', () => openMine())` inside a vitest file. It
 * is measured against the cells' scalar float64 reference, whose gradients finite differences have checked.
 */
export function engineContract(name: string, open: () => Promise<TrainingEngine> | TrainingEngine): void {
  describe(`engine contract: ${name}`, () => {
    let engine: TrainingEngine
    beforeAll(async () => {
      engine = await open()
    }, openMs)

    describe.each(Object.entries(layerForms))('%s', (_, layers) => {
      const spec = networkOf(layers, 3)
      const { weights, inputs, states, outputGradients, stateGradients } = chunkProblem(spec, 7, 5)
      const pass = (of: TrainingEngine, dStates?: Float32Array) => {
        const network = of.createNetwork(spec, weights)
        const forward = { ...network.forward(inputs, states, 7, 5) }
        const result = { outputs: forward.outputs.slice(), states: forward.states.slice() }
        const back = network.backward(outputGradients, dStates)
        const gradients = [network.gradients, back.inputs, back.states].map((values) => values.slice())
        network.close()
        return { ...result, gradients }
      }

      it('gives the outputs and the last states', () => {
        const [ours, reference] = [pass(engine), pass(referenceEngine)]
        expect(largestDifference(ours.outputs, reference.outputs)).toBeLessThanOrEqual(outputTolerance)
        expect(largestDifference(ours.states, reference.states)).toBeLessThanOrEqual(outputTolerance)
      })

      it('gives the gradients of weights, inputs and first states', () => {
        for (const dStates of [undefined, stateGradients]) {
          const [ours, reference] = [pass(engine, dStates), pass(referenceEngine, dStates)]
          ours.gradients.forEach((values, i) => {
            expect(relativeDifference(values, reference.gradients[i]!)).toBeLessThanOrEqual(gradientTolerance)
          })
        }
      })

      it('gives the same gradients of weights where nobody asks for more', () => {
        const [both, weightsOnly] = (['backward', 'backwardParameters'] as const).map((how) => {
          const network = engine.createNetwork(spec, weights)
          network.forward(inputs, states, 7, 5)
          network[how](outputGradients)
          const gradients = network.gradients.slice()
          network.close()
          return gradients
        })
        expect(weightsOnly).toEqual(both)
        expect(weightsOnly!.every((value) => value === 0)).toBe(false)
      })

      it.each(Object.keys(trainingTasks) as (keyof typeof trainingTasks)[])(
        `has the losses of the reference over ${steps} steps: %s`,
        (task) => {
          const problem = taskProblem(layers, task)
          const reference = lossesOf({ ...problem, engine: referenceEngine })
          expect(largestDifference(lossesOf({ ...problem, engine }), reference)).toBeLessThanOrEqual(lossTolerance)
          // They are losses of a training that gets somewhere.
          expect(mean(reference.subarray(-5))).toBeLessThan(mean(reference.subarray(0, 5)))
        },
      )
    })

    describe('a network', () => {
      const spec = networkOf(layerForms['a stack of all'], 2)
      const { weights, inputs, states, outputGradients } = chunkProblem(spec, 4, 3)
      const using = (work: (network: SequenceNetwork) => void) => {
        const network = engine.createNetwork(spec, weights)
        try {
          work(network)
        } finally {
          network.close()
        }
      }

      it('copies its first weights', () => {
        using(({ parameters }) => {
          expect(parameters).not.toBe(weights)
          expect(parameters).toEqual(weights)
        })
      })

      it('adds to the gradients', () => {
        using((network) => {
          const twice = [1, 2].map(() => {
            network.forward(inputs, states, 4, 3)
            network.backward(outputGradients)
            return network.gradients.slice()
          })
          expect(
            relativeDifference(
              twice[1]!,
              twice[0]!.map((value) => 2 * value),
            ),
          ).toBeLessThanOrEqual(gradientTolerance)
        })
      })

      it('uses changed parameters after load', () => {
        using((network) => {
          const before = network.forward(inputs, states, 4, 3).outputs.slice()
          network.parameters.forEach((value, i) => (network.parameters[i] = 0.5 * value))
          network.load()
          const after = network.forward(inputs, states, 4, 3).outputs.slice()
          const fresh = engine.createNetwork(spec, network.parameters)
          expect(after).toEqual(fresh.forward(inputs, states, 4, 3).outputs)
          expect(after).not.toEqual(before)
          fresh.close()
        })
      })

      it('goes on from the states that it gave', () => {
        using((network) => {
          const whole = network.forward(inputs, states, 4, 3).outputs.slice()
          const half = inputs.length / 2
          const first = network.forward(inputs.subarray(0, half), states, 2, 3)
          const middle = first.states.slice()
          const joined = [...first.outputs, ...network.forward(inputs.subarray(half), middle, 2, 3).outputs]
          expect(largestDifference(Float32Array.from(joined), whole)).toBeLessThanOrEqual(outputTolerance)
        })
      })

      it('takes no timesteps and no sequences', () => {
        using((network) => {
          const none = new Float32Array(0)
          expect(network.forward(none, states, 0, 3).states).toEqual(states)
          expect(network.backward(none).states).toEqual(new Float32Array(3 * stateSize(spec)))
          expect(network.forward(none, none, 4, 0).outputs).toHaveLength(0)
          expect(network.backward(none).inputs).toHaveLength(0)
          expect(network.gradients.every((value) => value === 0)).toBe(true)
        })
      })

      it('refuses wrong lengths, backward without forward and use after close', () => {
        expect(() => engine.createNetwork(spec, weights.subarray(1))).toThrow(wrongShape)
        using((network) => {
          expect(() => network.backward(outputGradients)).toThrow(wrongShape)
          expect(() => network.backwardParameters(outputGradients)).toThrow(wrongShape)
          expect(() => network.forward(inputs.subarray(1), states, 4, 3)).toThrow(wrongShape)
          expect(() => network.forward(inputs, states.subarray(1), 4, 3)).toThrow(wrongShape)
          expect(() => network.forward(inputs, states, 1.5, 3)).toThrow(wrongShape)
          network.forward(inputs, states, 4, 3)
          expect(() => network.backward(outputGradients.subarray(1))).toThrow(wrongShape)
          expect(() => network.backwardParameters(outputGradients.subarray(1))).toThrow(wrongShape)
          network.close()
          expect(() => network.forward(inputs, states, 4, 3)).toThrow(wrongShape)
          expect(() => network.load()).toThrow(wrongShape)
        })
      })
    })
  })
}

/** The mean loss of each step. */
function lossesOf(input: TrainerInput): Float32Array {
  const trainer = createTrainer(input)
  try {
    return Float32Array.from({ length: steps }, () => {
      trainer.update()
      return trainer.progress().trainingLoss!
    })
  } finally {
    trainer.close()
  }
}

const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length)
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}

function relativeDifference(a: Float32Array, b: Float32Array): number {
  return largestDifference(a, b) / b.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30)
}
