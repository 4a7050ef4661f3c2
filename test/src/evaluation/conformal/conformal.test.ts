import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ConformalLayout } from '../../../../src/evaluation/conformal/conformal-layout.ts'
import { updateConformal } from '../../../../src/evaluation/conformal/update-conformal.ts'
import { createRandom } from '../../../../src/numeric/random.ts'

interface Served {
  readonly missed: readonly boolean[]
  readonly widths: readonly number[]
}

/** Serves one horizon's intervals around `points[t]` for the value `horizon` ticks later. */
function serve(layout: ConformalLayout, values: readonly number[], points: readonly number[], half = 1): Served {
  const state = layout.create()
  const horizon = layout.shape.horizons[0]!
  const made = values.map((value, t) => {
    const point = points[t]!
    updateConformal(layout, state, value, [{ point, quantiles: [point - half, point + half] }])
    return { lower: layout.lower[0]!, upper: layout.upper[0]! }
  })
  const answered = made.slice(0, values.length - horizon)
  return {
    missed: answered.map(({ lower, upper }, t) => values[t + horizon]! < lower || values[t + horizon]! > upper),
    widths: made.map(({ lower, upper }) => upper - lower),
  }
}
const layoutOf = (horizon: number, coverage: number) =>
  new ConformalLayout({ horizons: [horizon], levels: [0.1, 0.9], coverage })
const share = (flags: readonly boolean[]) => flags.filter(Boolean).length / flags.length

test.each([
  [1, 0.8],
  [1, 0.95],
  [5, 0.9],
  [24, 0.8],
])('horizon %d holds %d of errors whose size changes hundredfold', (horizon, coverage) => {
  const random = createRandom(2)
  const size = (t: number) => (Math.floor(t / 1500) % 2 === 0 ? 1 : 100)
  const values = Array.from({ length: 12_000 }, (_, t) => size(t) * random.normal())
  const { missed } = serve(layoutOf(horizon, coverage), values, new Array<number>(values.length).fill(0))
  expect(Math.abs(share(missed) - (1 - coverage))).toBeLessThan(0.01)
})

test.each([0.8, 0.9])('the first forecasts, ten times as far off, do not skew those after, at %d', (coverage) => {
  const horizon = 24
  const found = Array.from({ length: 40 }, (_, seed) => {
    const random = createRandom(seed)
    const changes = Array.from({ length: 1100 }, () => random.normal())
    // Errors of forecasts a day ahead overlap by all but an hour.
    const errors = changes.map((_, t) => changes.slice(Math.max(0, t - horizon + 1), t + 1).reduce((a, b) => a + b))
    const values = errors.map((error, t) => (t < 60 ? 10 : 1) * error)
    const { missed } = serve(layoutOf(horizon, coverage), values, new Array<number>(values.length).fill(0), 25)
    return share(missed.slice(500, 1000))
  })
  const mean = found.reduce((sum, one) => sum + one, 0) / found.length
  expect(Math.abs(mean - (1 - coverage))).toBeLessThan(0.02)
})

const sequences = fc.record({
  horizon: fc.constantFrom(1, 2, 5, 12),
  coverage: fc.constantFrom(0.5, 0.8, 0.9, 0.95),
  half: fc.constantFrom(0, 1e-6, 1, 1e6),
  values: fc.array(fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.constantFrom(-1, 1, 1000)), {
    minLength: 50,
    maxLength: 400,
  }),
})

test('misses stay within the promised distance of their share, whatever comes', () => {
  const property = fc.property(sequences, ({ horizon, coverage, half, values: pattern }) => {
    const layout = layoutOf(horizon, coverage)
    const values = Array.from({ length: 3000 }, (_, t) => pattern[t % pattern.length]!)
    const { missed } = serve(layout, values, new Array<number>(values.length).fill(0.123_456), half)
    const excess = missed.filter(Boolean).length - (1 - coverage) * missed.length
    expect(Math.abs(excess)).toBeLessThanOrEqual(10 / layout.settings[0]!.correction)
  })
  fc.assert(property, { numRuns: 200 })
})

test('learns from nothing that is not known yet', () => {
  const layout = layoutOf(6, 0.8)
  const values = Array.from({ length: 40 }, (_, t) => (t % 2 === 0 ? 50 : -50))
  const { widths } = serve(layout, values, new Array<number>(40).fill(0))
  expect(new Set(widths.slice(0, 6)).size).toBe(1)
  expect(widths[6]).toBeGreaterThan(widths[0]!)
})

test('begins with the interval of the network, at the coverage asked', () => {
  const narrow = serve(layoutOf(1, 0.8), [0], [0]).widths[0]!
  const wide = serve(layoutOf(1, 0.95), [0], [0]).widths[0]!
  expect(narrow).toBeCloseTo(2, 12)
  expect(wide / narrow).toBeCloseTo(1.959964 / 1.281552, 5)
})

test('finds its way back after a series stood still for long', () => {
  const random = createRandom(9)
  const values = Array.from({ length: 23_000 }, (_, t) => (t < 20_000 ? 0 : random.normal()))
  const { missed } = serve(layoutOf(1, 0.8), values, new Array<number>(values.length).fill(0), 0)
  expect(share(missed.slice(21_000))).toBeLessThan(0.25)
})

test('a missing value changes nothing but the count of forecasts', () => {
  const layout = layoutOf(2, 0.8)
  const state = layout.create()
  const interval = [{ point: 1, quantiles: [0, 2] }]
  for (const value of [1, 2, 3, 2, 1]) updateConformal(layout, state, value, interval)
  const before = state.slice()
  updateConformal(layout, state, NaN, interval)
  expect(state.subarray(layout.horizonAt[0], layout.horizonAt[0]! + 5)).toEqual(
    before.subarray(layout.horizonAt[0], layout.horizonAt[0]! + 5),
  )
  expect(Number.isFinite(layout.lower[0])).toBe(true)
})
