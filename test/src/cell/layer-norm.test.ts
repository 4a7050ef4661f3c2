import { describe, expect, it } from 'vitest'
import { layerNorm } from '../../../src/cell/layer-norm.ts'

const vector = (...values: number[]) => Float64Array.from(values)
const plain = { gain: vector(1, 1, 1, 1), bias: vector(0, 0, 0, 0) }
const normalised = (...x: number[]) => [...layerNorm(plain, plain, vector(...x)).y]

describe('layer normalisation', () => {
  it('takes the mean away and divides by the standard deviation', () => {
    // Mean 5, variance (9 + 1 + 1 + 9) / 4 = 5.
    const [a, b, c, d] = normalised(2, 4, 6, 8)
    expect([a, b, c, d].map((value) => value! * Math.sqrt(5 + 1e-5))).toEqual(
      [-3, -1, 1, 3].map((value) => expect.closeTo(value, 12) as number),
    )
  })

  it('gives the same for inputs moved and stretched', () => {
    const stretched = normalised(2000 + 7, 4000 + 7, 6000 + 7, 8000 + 7)
    normalised(2, 4, 6, 8).forEach((value, i) => expect(stretched[i]).toBeCloseTo(value, 5))
  })

  it('gives 0 for numbers that are all alike', () => {
    expect(normalised(3, 3, 3, 3)).toEqual([0, 0, 0, 0])
  })

  it('then applies gain and bias, number by number', () => {
    const tensors = { gain: vector(1, 2, 0, -1), bias: vector(0, 1, 5, 0) }
    const [a, b, , d] = normalised(2, 4, 6, 8)
    expect([...layerNorm(tensors, tensors, vector(2, 4, 6, 8)).y]).toEqual([a, 2 * b! + 1, 5, -d!])
  })
})
