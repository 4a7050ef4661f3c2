import { describe, expect, it } from 'vitest'
import { createReferenceNetwork } from '../../../src/kernel/reference/create-reference-network.ts'
import { createSequenceNetwork } from '../../../src/kernel/create-sequence-network.ts'
import { cellForms, largestError, networkSpec, relativeError, seededBatch } from '../../contracts/cell-cases.ts'

const narrow = (values: Float64Array) => Float32Array.from(values)

describe.each(cellForms)('sequence network of %s', (_, layer) => {
  it.each([1, 4, 7, 8, 9, 25, 64])('agrees with the float64 reference, %i hidden, two layers', (hidden) => {
    const spec = networkSpec(5, [layer(hidden), layer(10)], 9)
    const batch = seededBatch(spec, 7, 5)
    const reference = createReferenceNetwork(spec, batch.weights)
    const network = createSequenceNetwork(spec, narrow(batch.weights))
    const expected = reference.forward(batch.inputs, batch.states, 7, 5)
    const actual = network.forward(narrow(batch.inputs), narrow(batch.states), 7, 5)
    expect(largestError(actual.outputs, expected.outputs)).toBeLessThan(1e-5)
    expect(largestError(actual.states, expected.states)).toBeLessThan(1e-5)
    const back = reference.backward(batch.outputGradients, batch.stateGradients)
    const gradients = network.backward(narrow(batch.outputGradients), narrow(batch.stateGradients))
    expect(relativeError(network.gradients, reference.gradients)).toBeLessThan(1e-4)
    expect(relativeError(gradients.inputs, back.inputs)).toBeLessThan(1e-4)
    expect(relativeError(gradients.states, back.states)).toBeLessThan(1e-4)
  })
})

describe('sequence network', () => {
  const spec = networkSpec(3, [{ cell: 'gru', hidden: 20, reset: 'before' }], 2)
  const batch = seededBatch(spec, 40, 30)
  const run = (network: ReturnType<typeof createSequenceNetwork>, timesteps: number, sequences: number) => {
    network.gradients.fill(0)
    const result = network.forward(
      narrow(batch.inputs.subarray(0, timesteps * sequences * 3)),
      narrow(batch.states.subarray(0, sequences * 20)),
      timesteps,
      sequences,
    )
    const back = network.backward(narrow(batch.outputGradients.subarray(0, timesteps * sequences * 2)))
    return [result.outputs, result.states, back.inputs, back.states, network.gradients].map((values) => values.slice())
  }

  it('gives the same bits whatever the shapes before', () => {
    const used = createSequenceNetwork(spec, narrow(batch.weights))
    const sizes = [
      [2, 3],
      [40, 30],
      [1, 1],
      [0, 5],
      [5, 0],
      [2, 3],
    ] as const
    for (const [timesteps, sequences] of sizes) {
      const fresh = createSequenceNetwork(spec, narrow(batch.weights))
      expect(run(used, timesteps, sequences)).toEqual(run(fresh, timesteps, sequences))
    }
  })

  it('keeps parameters and gradients in place while its memory grows', () => {
    const network = createSequenceNetwork(spec, narrow(batch.weights))
    const { parameters, gradients } = network
    run(network, 40, 30)
    expect(network.parameters).toBe(parameters)
    expect(network.gradients).toBe(gradients)
    expect(parameters).toEqual(narrow(batch.weights))
    expect(gradients.some((value) => value !== 0)).toBe(true)
  })

  it('uses new parameters after load, and not before', () => {
    const network = createSequenceNetwork(spec, narrow(batch.weights))
    const [before] = run(network, 2, 2)
    network.parameters.fill(0)
    expect(run(network, 2, 2)[0]).toEqual(before)
    network.load()
    expect(run(network, 2, 2)[0]).toEqual(new Float32Array(8))
  })

  it('takes back the states that it returned', () => {
    const network = createSequenceNetwork(spec, narrow(batch.weights))
    const inputs = narrow(batch.inputs)
    const whole = createSequenceNetwork(spec, narrow(batch.weights))
      .forward(inputs, narrow(batch.states), 40, 30)
      .states.slice()
    const half = inputs.length / 2
    const first = network.forward(inputs.subarray(0, half), narrow(batch.states), 20, 30)
    expect(network.forward(inputs.subarray(half), first.states, 20, 30).states).toEqual(whole)
  })

  it('refuses wrong shapes, a backward without a forward, and use after close', () => {
    const network = createSequenceNetwork(spec, narrow(batch.weights))
    const states = new Float32Array(20)
    expect(() => network.backward(new Float32Array(2))).toThrowError(/a forward before each backward/)
    expect(() => network.forward(new Float32Array(4), states, 1, 1)).toThrowError(/3 numbers of inputs; got 4/)
    expect(() => network.forward(new Float32Array(3), states.subarray(1), 1, 1)).toThrowError(/20 numbers of states/)
    expect(() => network.forward(new Float32Array(3), states, 1.5, 1)).toThrowError(/whole numbers/)
    network.close()
    expect(() => network.forward(new Float32Array(3), states, 1, 1)).toThrowError(/an open network; got a closed one/)
  })
})
