import { expect, it } from 'vitest'
import { cosPi } from '../../../src/numeric/cos-pi.ts'

it('agrees with Math.cos over half a period', () => {
  for (let i = 0; i <= 10_000; i++) {
    const t = i / 10_000
    expect(Math.abs(cosPi(t) - Math.cos(Math.PI * t))).toBeLessThanOrEqual(4e-16)
  }
})

it('is exact at the ends and in the middle', () => {
  expect([0, 0.5, 1].map(cosPi)).toEqual([1, 0, -1])
})
