import { describe, expect, it } from 'vitest'
import { createSequenceNetwork } from '../../../src/kernel/create-sequence-network.ts'
import { createReferenceNetwork } from '../../../src/kernel/reference/create-reference-network.ts'
import { tensorLayout } from '../../../src/model/tensors.ts'
import { largestError, networkSpec, plainForms, relativeError, seededBatch } from '../../contracts/cell-cases.ts'

const narrow = (values: Float64Array) => Float32Array.from(values)
const timesteps = 6
const sequences = 3
const hidden = [9, 5] as const

describe.each(plainForms)('masked outputs of %s', (_, layer) => {
  const spec = networkSpec(4, [layer(hidden[0]), layer(hidden[1])], 2)
  const { tensors } = tensorLayout(spec)
  const batch = seededBatch(spec, timesteps, sequences)
  const masks = hidden.map((units, n) =>
    Float32Array.from({ length: sequences * units }, (_value, i) => ((i + n) % 3 === 0 ? 0 : 1.5)),
  )
  const masksOf = (sequence: number) =>
    hidden.map((units, n) => masks[n]!.subarray(sequence * units, (sequence + 1) * units))

  /** The columns that read layer 0 and layer 1, times their masks: a mask of what is passed on does the same. */
  const scaled = (flat: Float64Array, sequence: number) => {
    const result = flat.slice()
    const readers = ['layers.1.inputWeights', 'head.weights']
    masksOf(sequence).forEach((mask, n) => {
      const { offset, length } = tensors.find(({ name }) => name === readers[n])!
      for (let i = 0; i < length; i++) result[offset + i]! *= mask[i % mask.length]!
    })
    return result
  }
  const column = (values: Float64Array, sequence: number) => {
    const units = values.length / timesteps / sequences
    return values.filter((_value, i) => Math.floor(i / units) % sequences === sequence)
  }
  const row = (values: Float64Array, sequence: number) => {
    const units = values.length / sequences
    return values.slice(sequence * units, (sequence + 1) * units)
  }

  it('are those of the reference, sequence by sequence, and so are the gradients', () => {
    const network = createSequenceNetwork(spec, narrow(batch.weights))
    const forward = network.forward(narrow(batch.inputs), narrow(batch.states), timesteps, sequences, masks)
    const back = network.backward(narrow(batch.outputGradients), narrow(batch.stateGradients))
    const gradients = new Float64Array(batch.weights.length)
    for (let s = 0; s < sequences; s++) {
      const reference = createReferenceNetwork(spec, scaled(batch.weights, s))
      const expected = reference.forward(column(batch.inputs, s), row(batch.states, s), timesteps, 1)
      expect(largestError(column(Float64Array.from(forward.outputs), s), expected.outputs)).toBeLessThan(1e-5)
      expect(largestError(row(Float64Array.from(forward.states), s), expected.states)).toBeLessThan(1e-5)
      const ofOne = reference.backward(column(batch.outputGradients, s), row(batch.stateGradients, s))
      expect(relativeError(column(Float64Array.from(back.inputs), s), ofOne.inputs)).toBeLessThan(1e-4)
      expect(relativeError(row(Float64Array.from(back.states), s), ofOne.states)).toBeLessThan(1e-4)
      scaled(reference.gradients, s).forEach((value, i) => (gradients[i]! += value))
    }
    expect(relativeError(network.gradients, gradients)).toBeLessThan(1e-4)
  })

  it('leave nothing behind for a forward without masks', () => {
    const run = (network: ReturnType<typeof createSequenceNetwork>) => {
      const { outputs } = network.forward(narrow(batch.inputs), narrow(batch.states), timesteps, sequences)
      network.gradients.fill(0)
      network.backward(narrow(batch.outputGradients))
      return [outputs, network.gradients]
    }
    const network = createSequenceNetwork(spec, narrow(batch.weights))
    network.forward(narrow(batch.inputs), narrow(batch.states), timesteps, sequences, masks)
    network.backward(narrow(batch.outputGradients))
    expect(run(network)).toEqual(run(createSequenceNetwork(spec, narrow(batch.weights))))
  })

  it('need a mask of the right length for every layer', () => {
    const network = createSequenceNetwork(spec, narrow(batch.weights))
    const forward = (given: Float32Array[]) =>
      network.forward(narrow(batch.inputs), narrow(batch.states), timesteps, sequences, given)
    expect(() => forward(masks.slice(1))).toThrow(/a mask for each layer; got 1/)
    expect(() => forward([masks[0]!, masks[0]!])).toThrow(/15 numbers of masks; got 27/)
  })
})

it('are taken before the layer above normalises them', () => {
  const upper = { cell: 'lstm', hidden: 5, layerNorm: true } as const
  const spec = networkSpec(4, [{ cell: 'rnn', hidden: 9 }, upper], 2)
  const batch = seededBatch(spec, timesteps, sequences)
  const at = (name: string) => tensorLayout(spec).tensors.find((tensor) => tensor.name === name)!.offset
  const mask = Float64Array.from({ length: sequences * 9 }, (_value, i) => (i % 3 === 0 ? 0 : 1.5))
  const masked = (values: Float64Array) => values.map((value, i) => value * mask[i % mask.length]!)
  // The lower layer alone shows its h through a head that changes nothing.
  const identity = Float64Array.from({ length: 90 }, (_value, i) => (i % 10 === 0 && i < 81 ? 1 : 0))
  const below = createReferenceNetwork(
    networkSpec(4, [{ cell: 'rnn', hidden: 9 }], 9),
    Float64Array.of(...batch.weights.subarray(0, at('layers.1.inputWeights')), ...identity),
  )
  const above = createReferenceNetwork(networkSpec(9, [upper], 2), batch.weights.subarray(at('layers.1.inputWeights')))
  const ofLayer = (from: number, size: number) =>
    batch.states.filter((_value, i) => i % 19 >= from && i % 19 < from + size)
  const h = below.forward(batch.inputs, ofLayer(0, 9), timesteps, sequences).outputs
  const expected = above.forward(masked(h), ofLayer(9, 10), timesteps, sequences).outputs
  const dInputs = below.backward(masked(above.backward(batch.outputGradients).inputs)).inputs

  const network = createSequenceNetwork(spec, narrow(batch.weights))
  const masks = [narrow(mask), new Float32Array(sequences * 5).fill(1)]
  const { outputs } = network.forward(narrow(batch.inputs), narrow(batch.states), timesteps, sequences, masks)
  expect(largestError(outputs, expected)).toBeLessThan(1e-5)
  expect(relativeError(network.backward(narrow(batch.outputGradients)).inputs, dInputs)).toBeLessThan(1e-4)
  const gradients = [...below.gradients.subarray(0, at('layers.1.inputWeights')), ...above.gradients]
  expect(relativeError(network.gradients, gradients)).toBeLessThan(1e-4)
})
