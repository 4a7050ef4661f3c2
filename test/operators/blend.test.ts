import { firstValueFrom, from, toArray } from 'rxjs'
import { expect, test } from 'vitest'
import { blend, type Forecast } from '../../operators/index.ts'
import { mae } from '../../src/evaluation/metrics/index.ts'
import { createRandom } from '../../src/numeric/random.ts'
import { operatorContract } from './operator-contract.ts'

const horizons = [1, 4]
/** A series and what a network says of it; the point of a horizon is `said(values, t, h)`. */
function forecastsOf(values: readonly number[], said: (t: number, horizon: number) => number): Forecast<number>[] {
  return values.map((last, t) => ({
    tick: t,
    last,
    levels: [0.1, 0.9],
    forecasts: horizons.map((horizon) => {
      const point = said(t, horizon)
      return { horizon, point, quantiles: [point - 1, point + 2] }
    }),
  }))
}
const blended = (said: readonly Forecast<number>[], options = {}) =>
  firstValueFrom(from(said).pipe(blend<number>(options), toArray()))

const random = createRandom(4)
const walk: number[] = []
for (let t = 0; t < 1200; t++) walk.push((walk[t - 1] ?? 100) + random.normal())
/** Mean absolute error of a horizon's points. */
const errorOf = (all: readonly Forecast<number>[], n: number, values: readonly number[], from_ = 0) => {
  const rows = all.slice(from_, all.length - horizons[n]!)
  return mae(
    rows.map((_, i) => values[from_ + i + horizons[n]!]!),
    rows.map(({ forecasts }) => forecasts[n]!.point),
  )
}

operatorContract('blend', {
  create: () => blend<number>(),
  ticks: forecastsOf([100, 101, 102], () => 100),
  throwing: (error) =>
    blend<number>({
      challengers: {
        names: ['other'],
        points: () => {
          throw error
        },
      },
    }),
})

test('begins with equal weights, and moves the quantiles along with the point', async () => {
  const [first] = await blended(forecastsOf([100], () => 103))
  expect(first!.blend.experts).toEqual(['network', 'last value', 'drift'])
  expect(first!.blend.weights[0]).toEqual([1 / 3, 1 / 3, 1 / 3])
  expect(first!.forecasts[0]!.point).toBeCloseTo(101, 12)
  expect(first!.forecasts[0]!.quantiles[0]).toBeCloseTo(100, 12)
  expect(first!.forecasts[0]!.quantiles[1]).toBeCloseTo(103, 12)
})

test('of a network that knows, becomes the network', async () => {
  const all = await blended(forecastsOf(walk, (t, h) => walk[t + h] ?? 0))
  expect(all.at(-1)!.blend.weights[0]![0]).toBeGreaterThan(0.99)
  expect(errorOf(all, 0, walk, 200)).toBeLessThan(0.01)
})

test('of a network that talks nonsense, is hardly worse than the best naive forecast', async () => {
  const bad = forecastsOf(walk, () => 500)
  const lastValue = forecastsOf(walk, (t) => walk[t]!)
  const all = await blended(bad)
  for (const n of [0, 1]) {
    expect(errorOf(all, n, walk, 100)).toBeLessThan(1.02 * errorOf(lastValue, n, walk, 100))
  }
})

test('of a network that is as good as naive but otherwise wrong, is better than both', async () => {
  const noisy = forecastsOf(walk, (t, h) => (walk[t + h] ?? 0) + 1.2 * random.normal())
  const all = await blended(noisy)
  const naive = errorOf(
    forecastsOf(walk, (t) => walk[t]!),
    1,
    walk,
    100,
  )
  expect(errorOf(all, 1, walk, 100)).toBeLessThan(1.03 * Math.min(naive, errorOf(noisy, 1, walk, 100)))
})

test('finds the season, and challengers that know', async () => {
  const seasonal = Array.from({ length: 400 }, (_, t) => [5, 1, 7, 3, 9][t % 5]! + 0.01 * random.normal())
  const said = forecastsOf(seasonal, () => 0)
  const all = await blended(said, { season: 5 })
  expect(all.at(-1)!.blend.experts[3]).toBe('seasonal naive')
  expect(all.at(-1)!.blend.weights.map((row) => row[3]! > 0.95)).toEqual([true, true])
  const names = ['oracle']
  const points = ({ tick }: Forecast<number>) => [horizons.map((h) => seasonal[tick + h] ?? 0)]
  const oracle = await blended(said, { challengers: { names, points } })
  expect(oracle.at(-1)!.blend.weights[1]!.at(-1)).toBeGreaterThan(0.95)
})

test('a missing value teaches nothing', async () => {
  const values = walk.slice(0, 300)
  const holes = values.map((value, t) => (t % 7 === 3 ? NaN : value))
  const all = await blended(forecastsOf(holes, (t, h) => walk[t + h]!))
  expect(all.every(({ forecasts }) => forecasts.every(({ point }) => Number.isFinite(point)))).toBe(true)
  expect(all.at(-1)!.blend.weights[0]![0]).toBeGreaterThan(0.9)
})

test('refuses what it cannot use', () => {
  const refused = (code: string) => expect.objectContaining({ code }) as Error
  expect(() => blend({ season: 0 })).toThrow(refused('CONFIG_INVALID'))
  for (const points of [[], [[1]], [[1, NaN]]]) {
    const errors: unknown[] = []
    from(forecastsOf([1], () => 1))
      .pipe(blend({ challengers: { names: ['other'], points: () => points } }))
      .subscribe({ error: (error: unknown) => errors.push(error) })
    expect(errors).toEqual([refused('TICK_INVALID')])
  }
})
