import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createSequenceNetwork } from '../../../src/kernel/create-sequence-network.ts'
import { createStepper } from '../../../src/kernel/create-stepper.ts'
import { stateSize, type LayerSpec } from '../../../src/model/spec.ts'
import { cellForms, networkSpec, seededBatch } from '../../contracts/cell-cases.ts'

/** A stepper whose rows are filled from a seeded batch of one timestep. */
function filled(layers: readonly LayerSpec[], maxRows: number, outputs = 5) {
  const spec = networkSpec(3, layers, outputs)
  const batch = seededBatch(spec, 1, maxRows)
  const stepper = createStepper(spec, Float32Array.from(batch.weights), { maxRows })
  for (let row = 0; row < maxRows; row++) {
    stepper.inputs.set(batch.inputs.subarray(row * 3, row * 3 + 3), row * stepper.inputStride)
    const size = stateSize(spec)
    stepper.states.set(batch.states.subarray(row * size, (row + 1) * size), row * stepper.stateStride)
  }
  return { spec, batch, stepper }
}

const rowOf = (matrix: Float32Array, stride: number, size: number, row: number) =>
  matrix.slice(row * stride, row * stride + size)

describe.each(cellForms)('stepper of %s', (_, layer) => {
  it.each([1, 3, 4, 5, 8, 9, 16, 25])('steps %i hidden units to the bits of the sequence network', (hidden) => {
    const { spec, batch, stepper } = filled([layer(hidden), layer(6)], 6)
    const network = createSequenceNetwork(spec, Float32Array.from(batch.weights))
    const inputs = Float32Array.from(batch.inputs)
    let states = Float32Array.from(batch.states)
    for (let t = 0; t < 3; t++) {
      const expected = network.forward(inputs, states, 1, 6)
      stepper.step(6)
      states = Float32Array.from(expected.states)
      for (let row = 0; row < 6; row++) {
        const size = stepper.stateSize
        expect(rowOf(stepper.states, stepper.stateStride, size, row)).toEqual(rowOf(states, size, size, row))
        expect(rowOf(stepper.outputs, stepper.outputStride, 5, row)).toEqual(rowOf(expected.outputs, 5, 5, row))
      }
    }
  })

  it.each([0, 1, 2, 3, 4, 5, 33, 63, 64])('gives the same bits for %i rows as one at a time', (rows) => {
    const { stepper } = filled([layer(7), layer(12)], 64)
    const { stepper: alone } = filled([layer(7), layer(12)], 64)
    const untouched = stepper.states.slice()
    stepper.step(rows)
    for (let row = 0; row < rows; row++) {
      alone.inputs.copyWithin(0, row * alone.inputStride, (row + 1) * alone.inputStride)
      alone.states.set(untouched.subarray(row * alone.stateStride, (row + 1) * alone.stateStride))
      alone.step(1)
      const { stateStride, stateSize: size } = stepper
      expect(rowOf(stepper.states, stateStride, size, row)).toEqual(rowOf(alone.states, stateStride, size, 0))
      expect(rowOf(stepper.outputs, stepper.outputStride, 5, row)).toEqual(rowOf(alone.outputs, 0, 5, 0))
    }
    expect(stepper.states.subarray(rows * stepper.stateStride)).toEqual(untouched.subarray(rows * stepper.stateStride))
  })

  it('leaves the one canonical NaN, and only in its own row', () => {
    const { stepper } = filled([layer(5)], 4)
    const { stepper: clean } = filled([layer(5)], 4)
    new Uint32Array(stepper.inputs.buffer, stepper.inputs.byteOffset)[stepper.inputStride] = 0xffc1_2345
    stepper.step(4)
    clean.step(4)
    const bits = (values: Float32Array) => [...new Uint32Array(values.slice().buffer)]
    const states = (row: number) => rowOf(stepper.states, stepper.stateStride, stepper.stateSize, row)
    expect(new Set(bits(states(1)))).toEqual(new Set([0x7fc0_0000]))
    expect(new Set(bits(rowOf(stepper.outputs, stepper.outputStride, 5, 1)))).toEqual(new Set([0x7fc0_0000]))
    for (const row of [0, 2, 3]) {
      expect(states(row)).toEqual(rowOf(clean.states, clean.stateStride, clean.stateSize, row))
    }
  })
})

describe('stepper', () => {
  it('gives the bits that it gave when they were recorded, on any machine', () => {
    const { stepper } = filled(
      [
        { cell: 'lstm', hidden: 9 },
        { cell: 'gru', hidden: 13, reset: 'before' },
      ],
      5,
    )
    for (let t = 0; t < 50; t++) stepper.step(5)
    const hash = createHash('sha256')
    for (let row = 0; row < 5; row++) {
      hash.update(rowOf(stepper.states, stepper.stateStride, stepper.stateSize, row))
      hash.update(rowOf(stepper.outputs, stepper.outputStride, 5, row))
    }
    expect(hash.digest('hex').slice(0, 16)).toBe('ca6f03a6d972599f')
  })

  it.each([1, 3, 4, 5, 8, 9, 12, 13])('gives %i outputs the bits of the sequence network', (outputs) => {
    for (const rows of [1, 7, 8, 9, 40]) {
      const { spec, batch, stepper } = filled([{ cell: 'rnn', hidden: 10 }], rows, outputs)
      const network = createSequenceNetwork(spec, Float32Array.from(batch.weights))
      const expected = network.forward(Float32Array.from(batch.inputs), Float32Array.from(batch.states), 1, rows)
      stepper.step(rows)
      for (let row = 0; row < rows; row++) {
        const actual = rowOf(stepper.outputs, stepper.outputStride, outputs, row)
        expect(actual).toEqual(rowOf(expected.outputs, outputs, outputs, row))
      }
    }
  })

  it('keeps its views while others come and go', () => {
    const { stepper } = filled([{ cell: 'rnn', hidden: 64 }], 8)
    for (let n = 0; n < 20; n++) filled([{ cell: 'rnn', hidden: 64 }], 256).stepper.close()
    stepper.step(8)
    expect(stepper.states.length).toBe(8 * stepper.stateStride)
    expect(stepper.states.buffer).toBe(stepper.outputs.buffer)
  })

  it('refuses rows out of range, weights of another network, and steps after close', () => {
    const { spec, batch, stepper } = filled([{ cell: 'rnn', hidden: 4 }], 2)
    for (const rows of [-1, 3, 1.5, NaN]) {
      expect(() => stepper.step(rows)).toThrowError(expect.objectContaining({ code: 'KERNEL_FAILED' }))
    }
    const weights = Float32Array.from(batch.weights)
    expect(() => createStepper(spec, weights.subarray(1))).toThrowError(/expected 57 weights for rnn 4; got 56/)
    expect(() => createStepper(spec, weights, { maxRows: 0 })).toThrowError(/maxRows of at least 1; got 0/)
    stepper.close()
    expect(() => stepper.step(1)).toThrowError(/an open stepper; got a closed one/)
    expect(stepper.states.length).toBe(0)
  })

  it('says so when memory runs out', () => {
    const spec = networkSpec(65_536, [{ cell: 'rnn', hidden: 1 }], 1)
    const weights = new Float32Array(65_536 + 4)
    expect(() => createStepper(spec, weights, { maxRows: 100_000 })).toThrowError(
      expect.objectContaining({ code: 'KERNEL_FAILED', action: expect.stringContaining('fewer rows') as string }),
    )
  })
})
