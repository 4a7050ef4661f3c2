import { expect, it } from 'vitest'
import { sigmoid } from '../../../src/numeric/sigmoid.ts'

it('agrees with the formula and saturates without overflow', () => {
  for (let x = -30; x <= 30; x += 0.37) expect(sigmoid(x)).toBeCloseTo(1 / (1 + Math.exp(-x)), 14)
  expect([0, 1000, -1000, Infinity, -Infinity].map(sigmoid)).toEqual([0.5, 1, 0, 1, 0])
})
