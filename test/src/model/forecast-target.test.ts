import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeForecastTarget, encodeForecastTarget } from '../../../src/model/forecast-target.ts'

it.each(['log-return', 'difference'] as const)('%s: decoding gives back what was encoded', (unit) => {
  const positive = fc.double({ min: 0.01, max: 1e6, noNaN: true })
  const horizon = fc.integer({ min: 1, max: 50 })
  fc.assert(
    fc.property(
      positive,
      positive,
      fc.double({ min: 1e-4, max: 1, noNaN: true }),
      horizon,
      (future, level, scale, k) => {
        const output = encodeForecastTarget(unit, future, level, scale, k)
        const decoded = decodeForecastTarget(unit, output, level, scale, k)
        expect(Math.abs(decoded - future)).toBeLessThanOrEqual(1e-9 * (future + level))
      },
    ),
    { seed: 1 },
  )
})

it('an output of 0 is the last value, and 1 is one scale away after one tick', () => {
  expect(decodeForecastTarget('log-return', 0, 123.45, 0.01, 5)).toBe(123.45)
  expect(decodeForecastTarget('difference', 1, -3, 0.5, 1)).toBe(-2.5)
  expect(decodeForecastTarget('difference', 1, -3, 0.5, 4)).toBe(-2)
})
