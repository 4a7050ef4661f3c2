import { describe, expect, it } from 'vitest'
import { importModel } from '../../../../src/model/import/import-model.ts'
import { encodeModel } from '../../../../src/model/model-file.ts'
import { toSafetensors } from '../../../../src/model/safetensors/to-safetensors.ts'
import { gru } from '../export/export-models.ts'

type Shapes = Readonly<Record<string, readonly number[]>>

/** A state_dict of these shapes, filled with 1, 2, ... in the order of the names. */
function stateDict(shapes: Shapes): Uint8Array {
  let next = 1
  const tensors = Object.entries(shapes).map(([name, shape]) => ({
    name,
    dtype: 'F32' as const,
    shape,
    values: Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => next++),
  }))
  return toSafetensors({ metadata: { format: 'pt' }, tensors })
}

const one: Shapes = { 'rnn.weight_ih_l0': [2, 1], 'rnn.weight_hh_l0': [2, 2] }
const read = (shapes: Shapes, headName?: string) =>
  importModel({ bytes: stateDict(shapes) }, { name: 'read', headName })

describe('a state_dict', () => {
  it('without biases and head gives the hidden state', async () => {
    const { spec, weights, report } = await read(one)
    expect(spec.layers).toEqual([{ cell: 'rnn', hidden: 2 }])
    expect([...weights]).toEqual([1, 2, 3, 4, 5, 6, 0, 0, 1, 0, 0, 1, 0, 0])
    expect(report.head).toContain('the file has none')
  })

  it('may have the only other module as its head, whatever its name', async () => {
    const { weights } = await read({ ...one, 'fc.weight': [1, 2], 'fc.bias': [1] })
    expect([...weights.subarray(8)]).toEqual([7, 8, 9])
  })

  it('has its head named where there is no bias to tell it by', async () => {
    const { weights } = await read({ ...one, 'net.out.weight': [1, 2] }, 'net.out')
    expect([...weights.subarray(8)]).toEqual([7, 8, 0])
  })

  it('stacks numbered modules and bare cells, in the order of their numbers', async () => {
    const cells = (n: number, inputs: number, hidden: number): Shapes => ({
      [`cells.${n}.weight_ih`]: [3 * hidden, inputs],
      [`cells.${n}.weight_hh`]: [3 * hidden, hidden],
    })
    const { spec } = await read({ ...cells(10, 3, 4), ...cells(2, 2, 3), ...cells(0, 1, 2) })
    expect(spec.layers.map(({ hidden }) => hidden)).toEqual([2, 3, 4])
  })

  const refused: [string, Shapes, RegExp][] = [
    ['a bidirectional layer', { ...one, 'rnn.weight_ih_l0_reverse': [2, 1] }, /bidirectional/],
    ['a projection', { ...one, 'rnn.weight_hr_l0': [1, 2] }, /projection.*weight_hr_l0/],
    [
      'an embedding',
      { ...one, 'head.weight': [1, 2], 'embedding.weight': [9, 2] },
      /other tensors: embedding[.]weight/,
    ],
    [
      'a layer norm',
      { ...one, 'head.weight': [1, 2], 'norm.weight': [2], 'norm.bias': [2] },
      /norm[.]weight, norm[.]bias/,
    ],
    ['two modules without an order', { ...one, 'top.weight_ih_l0': [2, 2], 'top.weight_hh_l0': [2, 2] }, /rnn, top/],
    ['a missing layer', { ...one, 'rnn.weight_ih_l2': [2, 2], 'rnn.weight_hh_l2': [2, 2] }, /layer 1/],
    ['half a layer', { 'rnn.weight_ih_l0': [2, 1] }, /weight_ih and weight_hh of layer 0/],
    [
      'layers that do not fit',
      { ...one, 'rnn.weight_ih_l1': [2, 3], 'rnn.weight_hh_l1': [2, 2] },
      /2 inputs for recurrent layer 1/,
    ],
    ['five gates', { 'x.weight_ih_l0': [10, 1], 'x.weight_hh_l0': [10, 2] }, /1, 3 or 4 times/],
    ['a bias that is too short', { ...one, 'rnn.bias_ih_l0': [1] }, /2 numbers in "rnn.bias_ih_l0"/],
    ['a head for other units', { ...one, 'head.weight': [1, 3] }, /a head of 2 inputs.*got 3/],
    ['a head that is no matrix', { ...one, 'head.weight': [2] }, /a matrix as "head.weight"/],
    ['no layer at all', { 'head.weight': [1, 3], 'head.bias': [1] }, /with an RNN, LSTM or GRU layer/],
    ['a layer of no units', { 'rnn.weight_ih_l0': [0, 1], 'rnn.weight_hh_l0': [0, 0] }, /a matrix/],
  ]
  it.each(refused)('with %s is refused by name', async (_, shapes, message) => {
    await expect(read(shapes)).rejects.toMatchObject({ code: 'MODEL_INVALID', message: expect.stringMatching(message) })
  })

  it('that lacks the head it is asked for is refused', async () => {
    await expect(read(one, 'decoder')).rejects.toMatchObject({ code: 'MODEL_INVALID' })
  })

  it('is not what a model of Tickwise is', async () => {
    const bytes = encodeModel(gru)
    await expect(importModel({ bytes }, { name: 'again' })).rejects.toThrow(/Use the file as it is/)
  })
})
