import { describe, expect, it } from 'vitest'
import type { ReferenceNetwork } from '../../src/kernel/reference/create-reference-network.ts'
import type { NetworkSpec } from '../../src/kernel/stepper.ts'
import { inputSize, outputSize, stateSize } from '../../src/model/spec.ts'
import { goldenCases } from '../golden/cells/golden-cases.ts'
import { cellForms, largestError, networkSpec, relativeError, seededBatch, seededNumbers } from './cell-cases.ts'

/** An implementation behind float64 arrays; a float32 one rounds what it is given, and gives floats. */
export interface CellImplementation {
  readonly name: string
  create(spec: NetworkSpec, weights: Float64Array): ReferenceNetwork
  /** Against the golden vectors: outputs absolute, gradients relative to the largest. */
  readonly outputTolerance: number
  readonly gradientTolerance: number
  /** Of finite differences: the step, and how far a directional derivative may be off, relative. */
  readonly differenceStep: number
  readonly differenceTolerance: number
}

/** Around a vector of 4, a panel of 8 and several panels: 1, W-1, W, W+1, 2W, 3W+1 for both widths. */
const hiddenSizes = [1, 3, 4, 5, 7, 8, 9, 13, 16, 25]

/** What every implementation of the cells must do. Registering one is being tested. */
export function cellContract(implementation: CellImplementation): void {
  describe(`cells: ${implementation.name}`, () => {
    describe.each(goldenCases.map((golden) => [golden.name, golden] as const))('golden %s', (_, golden) => {
      const network = implementation.create(golden.spec, golden.weights)
      const { outputs, states } = network.forward(golden.inputs, golden.states, golden.timesteps, golden.sequences)
      const gradients = network.backward(golden.outputGradients, golden.stateGradients)

      it('gives the outputs', () => {
        expect(largestError(outputs, golden.outputs)).toBeLessThanOrEqual(implementation.outputTolerance)
        if (golden.lastCellStates) {
          const hidden = outputSize(golden.spec)
          const c = states.filter((_value, i) => i % (2 * hidden) >= hidden)
          expect(largestError(c, golden.lastCellStates)).toBeLessThanOrEqual(implementation.outputTolerance)
        }
      })

      it('gives the gradients', () => {
        const ofWeights = network.gradients.subarray(0, golden.weightGradients.length)
        const { gradientTolerance } = implementation
        expect(relativeError(ofWeights, golden.weightGradients)).toBeLessThanOrEqual(gradientTolerance)
        expect(relativeError(gradients.inputs, golden.inputGradients)).toBeLessThanOrEqual(gradientTolerance)
        expect(relativeError(gradients.states, golden.initialStateGradients)).toBeLessThanOrEqual(gradientTolerance)
      })
    })

    describe.each(cellForms)('%s', (_, layer) => {
      it.each(hiddenSizes)('has the gradient that finite differences show, %i hidden', (hidden) => {
        const error = directionalError(implementation, networkSpec(3, [layer(hidden)], 2))
        expect(error).toBeLessThanOrEqual(implementation.differenceTolerance)
      })

      it('has the gradient that finite differences show, as a stack of two', () => {
        const error = directionalError(implementation, networkSpec(5, [layer(9), layer(6)], 3))
        expect(error).toBeLessThanOrEqual(implementation.differenceTolerance)
      })

      it('adds to the gradients', () => {
        const spec = networkSpec(2, [layer(5)], 1)
        const batch = seededBatch(spec, 3, 2)
        const network = implementation.create(spec, batch.weights)
        network.forward(batch.inputs, batch.states, 3, 2)
        network.backward(batch.outputGradients)
        const once = network.gradients.slice()
        network.forward(batch.inputs, batch.states, 3, 2)
        network.backward(batch.outputGradients)
        const twice = once.map((value) => 2 * value)
        expect(relativeError(network.gradients, twice)).toBeLessThanOrEqual(implementation.gradientTolerance)
      })

      it.each([0, 1, 3, 4, 5, 63, 64])('gives the same bits for %i sequences as one at a time', (sequences) => {
        const spec = networkSpec(3, [layer(7), layer(9)], 3)
        const { weights, inputs, states } = seededBatch(spec, 2, sequences)
        const together = implementation.create(spec, weights).forward(inputs, states, 2, sequences)
        expect(together.outputs.length).toBe(2 * sequences * 3)
        for (let n = 0; n < sequences; n++) {
          const alone = implementation.create(spec, weights)
          const one = alone.forward(sequenceOf(inputs, n, sequences, 3), rowOf(states, n, stateSize(spec)), 2, 1)
          expect(sequenceOf(together.outputs, n, sequences, 3)).toEqual(one.outputs)
          expect(rowOf(together.states, n, stateSize(spec))).toEqual(one.states)
        }
      })

      it('continues from exported states as if it had never stopped', () => {
        const spec = networkSpec(3, [layer(9), layer(5)], 2)
        const { weights, inputs, states } = seededBatch(spec, 10, 3)
        const whole = implementation.create(spec, weights).forward(inputs, states, 10, 3)
        const cut = 4 * 3 * inputSize(spec)
        const first = implementation.create(spec, weights).forward(inputs.slice(0, cut), states, 4, 3)
        const carried = first.states.slice()
        const second = implementation.create(spec, weights).forward(inputs.slice(cut), carried, 6, 3)
        expect(Float64Array.of(...first.outputs, ...second.outputs)).toEqual(whole.outputs)
        expect(second.states).toEqual(whole.states)
      })

      it.each([NaN, Infinity, -Infinity])('keeps %d in its own row', (poison) => {
        const spec = networkSpec(2, [layer(5), layer(4)], 2)
        const { weights, inputs, states } = seededBatch(spec, 2, 6)
        const clean = implementation.create(spec, weights).forward(inputs, states, 2, 6)
        const poisoned = inputs.slice()
        poisoned[3 * 2] = poison
        const result = implementation.create(spec, weights).forward(poisoned, states, 2, 6)
        for (const n of [0, 1, 2, 4, 5]) {
          expect(rowOf(result.states, n, stateSize(spec))).toEqual(rowOf(clean.states, n, stateSize(spec)))
          expect(sequenceOf(result.outputs, n, 6, 2)).toEqual(sequenceOf(clean.outputs, n, 6, 2))
        }
        const own = rowOf(result.states, 3, stateSize(spec))
        // An infinite input saturates the gates; NaN stays NaN, so that it is seen.
        if (Number.isNaN(poison)) expect(own.every(Number.isNaN)).toBe(true)
        else expect(own).not.toEqual(rowOf(clean.states, 3, stateSize(spec)))
      })
    })
  })
}

const rowOf = (matrix: Float64Array, n: number, length: number) => matrix.slice(n * length, (n + 1) * length)

/** One sequence out of [timestep][sequence][unit], two timesteps. */
function sequenceOf(matrix: Float64Array, n: number, sequences: number, units: number): Float64Array {
  return Float64Array.of(...rowOf(matrix, n, units), ...rowOf(matrix, sequences + n, units))
}

/** Along a random direction of weights, inputs and states at once: backward against (loss(+) - loss(-)) / 2 step. */
function directionalError(implementation: CellImplementation, spec: NetworkSpec): number {
  const timesteps = 4
  const sequences = 3
  const batch = seededBatch(spec, timesteps, sequences)
  const direction = {
    weights: seededNumbers(11, batch.weights.length, 1),
    inputs: seededNumbers(12, batch.inputs.length, 1),
    states: seededNumbers(13, batch.states.length, 1),
  }
  const loss = (step: number) => {
    const moved = (from: Float64Array, along: Float64Array) => from.map((value, i) => value + step * along[i]!)
    const network = implementation.create(spec, moved(batch.weights, direction.weights))
    const inputs = moved(batch.inputs, direction.inputs)
    const result = network.forward(inputs, moved(batch.states, direction.states), timesteps, sequences)
    return dot(result.outputs, batch.outputGradients) + dot(result.states, batch.stateGradients)
  }
  const { differenceStep: step } = implementation
  const difference = (loss(step) - loss(-step)) / (2 * step)
  const network = implementation.create(spec, batch.weights)
  network.forward(batch.inputs, batch.states, timesteps, sequences)
  const { inputs, states } = network.backward(batch.outputGradients, batch.stateGradients)
  const parts = [
    dot(network.gradients, direction.weights),
    dot(inputs, direction.inputs),
    dot(states, direction.states),
  ]
  const size = Math.max(...parts.map(Math.abs))
  return Math.abs(parts.reduce((sum, part) => sum + part, 0) - difference) / size
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
