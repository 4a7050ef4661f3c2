import { expect, it } from 'vitest'
import { clipByGlobalNorm } from '../../../src/training/clip-by-global-norm.ts'

it('scales all gradients together down to the norm, and only then', () => {
  const long = Float32Array.of(3, 4)
  expect(clipByGlobalNorm(long, 1)).toBe(5)
  expect([...long]).toEqual([Math.fround(0.6), Math.fround(0.8)])
  const short = Float32Array.of(0.3, 0.4)
  clipByGlobalNorm(short, 1)
  expect(short).toEqual(Float32Array.of(0.3, 0.4))
})

it('tells of a gradient that is not finite', () => {
  expect(clipByGlobalNorm(Float32Array.of(1, Infinity), 1)).toBe(Infinity)
  expect(clipByGlobalNorm(Float32Array.of(1, NaN), 1)).toBeNaN()
})
