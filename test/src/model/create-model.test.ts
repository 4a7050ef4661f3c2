import { describe, expect, it } from 'vitest'
import { createModel } from '../../../src/model/create-model.ts'
import { initialise } from '../../../src/model/initialise.ts'
import { tensorLayout } from '../../../src/model/tensors.ts'
import { smallModel, smallSpec } from './small-model.ts'

describe('createModel', () => {
  it('names every problem of a spec at once', () => {
    const bad = { ...smallSpec, name: '!', layers: [], head: { kind: 'label', classes: ['one'] } }
    expect(() => createModel(bad, new Float32Array(0))).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
    expect(() => createModel(bad, new Float32Array(0))).toThrow(/name: .*layers: .*head\.classes: /)
  })

  it('refuses a wrong number of weights and weights that are not finite', () => {
    expect(() => createModel(smallSpec, new Float32Array(3))).toThrow(/weights for this spec; got 3/)
    const weights = initialise(smallSpec, 1)
    weights[7] = NaN
    expect(() => createModel(smallSpec, weights)).toThrow(/NaN at index 7/)
  })

  it('fills defaults, so that the fingerprint does not depend on spelling', () => {
    const short = { ...smallSpec, layers: [{ cell: 'gru', hidden: 2 }] }
    const long = {
      head: smallSpec.head,
      name: 'small',
      input: smallSpec.input,
      layers: [{ reset: 'before', hidden: 2, cell: 'gru' }],
    }
    const weights = initialise(createModel(short, new Float32Array(tensorLayout(long as never).length)).spec, 1)
    expect(createModel(short, weights).fingerprint).toBe(createModel(long, weights).fingerprint)
  })

  it('has a fingerprint that follows the weights and the spec, not the report', () => {
    const model = smallModel()
    const other = model.weights.slice()
    other[0]! += 1
    expect(createModel(model.spec, model.weights, { other: true }).fingerprint).toBe(model.fingerprint)
    expect(createModel(model.spec, other).fingerprint).not.toBe(model.fingerprint)
    expect(createModel({ ...model.spec, name: 'b' }, model.weights).fingerprint).not.toBe(model.fingerprint)
    expect(model.fingerprint).toMatchInlineSnapshot(
      `"ba287798c4ee88fa07339ca2fbb601996339156e85af4a0fd9f710e902b8ac6b"`,
    )
  })
})

describe('initialise', () => {
  it('gives the same weights for the same seed', () => {
    expect(initialise(smallSpec, 5)).toEqual(initialise(smallSpec, 5))
    expect(initialise(smallSpec, 5)).not.toEqual(initialise(smallSpec, 6))
  })

  it('makes recurrent weights orthonormal gate by gate and keeps memory at first', () => {
    const weights = initialise(smallSpec, 5)
    const { tensors } = tensorLayout(smallSpec)
    const of = (name: string) => {
      const { offset, length } = tensors.find((tensor) => tensor.name === name)!
      return [...weights.subarray(offset, offset + length)]
    }
    const recurrent = of('layers.0.recurrentWeights')
    for (let gate = 0; gate < 4; gate++) {
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) {
          const row = (r: number) => recurrent.slice(gate * 9 + r * 3, gate * 9 + r * 3 + 3)
          const dot = row(i).reduce((sum, x, k) => sum + x * row(j)[k]!, 0)
          expect(dot).toBeCloseTo(i === j ? 1 : 0, 5)
        }
      }
    }
    expect(of('layers.0.bias')).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    expect(of('layers.1.bias')).toEqual([0, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0])
    expect(of('layers.1.recurrentBias')).toEqual([0, 0, 0, 0])
  })
})
