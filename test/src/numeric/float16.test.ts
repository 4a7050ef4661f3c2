import { expect, it } from 'vitest'
import { fromFloat16, toFloat16 } from '../../../src/numeric/float16.ts'

it('every finite half goes to float32 and back', () => {
  for (let half = 0; half < 0x10000; half++) {
    if ((half & 0x7c00) === 0x7c00 && half & 0x3ff) expect(fromFloat16(half)).toBeNaN()
    else expect(toFloat16(fromFloat16(half))).toBe(half)
  }
})

it('rounds to the nearest, ties to even', () => {
  for (let half = 0; half < 0x7bff; half++) {
    const low = fromFloat16(half)
    const high = fromFloat16(half + 1)
    const middle = (low + high) / 2
    expect(toFloat16(middle)).toBe(half % 2 === 0 ? half : half + 1)
    expect(toFloat16(middle + (high - middle) / 64)).toBe(half + 1)
  }
  expect([65519, 65520, 1e30, -1e30, NaN, 2 ** -25, 2 ** -26].map(toFloat16)).toEqual([
    0x7bff, 0x7c00, 0x7c00, 0xfc00, 0x7e00, 0, 0,
  ])
})
