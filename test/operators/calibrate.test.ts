import { firstValueFrom, from, toArray } from 'rxjs'
import { expect, test } from 'vitest'
import { calibrate, type CalibrateOptions, type Forecast } from '../../operators/index.ts'
import { createRandom } from '../../src/numeric/random.ts'
import { operatorContract } from './operator-contract.ts'

const random = createRandom(5)
const walk: number[] = []
for (let t = 0; t < 4000; t++) walk.push((walk[t - 1] ?? 0) + random.normal())

/** Last value as the point; quantiles far too narrow around it. */
function forecastsOf(values: readonly number[], levels: readonly number[], horizons = [1, 5]): Forecast<number>[] {
  return values.map((last, t) => ({
    tick: t,
    last,
    levels,
    forecasts: horizons.map((horizon) => ({
      horizon,
      point: last,
      quantiles: levels.map((level) => last + 0.5 * (level - 0.5)),
    })),
  }))
}
const calibrated = (said: readonly Forecast<number>[], options: CalibrateOptions<number> = {}) =>
  firstValueFrom(from(said).pipe(calibrate(options), toArray()))

operatorContract('calibrate', { create: () => calibrate<number>(), ticks: forecastsOf([1, 2, 3], [0.1, 0.9]) })

test.each([[[0.1, 0.9]], [[0.05, 0.5, 0.7]], [[]], [[0.5]]])(
  'intervals hold what was asked, from quantiles at %j',
  async (levels) => {
    const all = await calibrated(forecastsOf(walk, levels), { coverage: 0.9 })
    for (const [n, horizon] of [1, 5].entries()) {
      const inside = all.slice(0, -horizon).filter(({ forecasts }, t) => {
        const { quantiles } = forecasts[n]!
        const actual = walk[t + horizon]!
        return actual >= quantiles[0]! && actual <= quantiles.at(-1)!
      })
      const { calibration } = all.at(-1)!
      expect(calibration[n]).toEqual({
        horizon,
        scored: walk.length - horizon,
        coverage: inside.length / (walk.length - horizon),
      })
      expect(Math.abs(calibration[n]!.coverage - 0.9)).toBeLessThan(0.01)
    }
  },
)

test('keeps the point and inner quantiles, at levels in order', async () => {
  const said = forecastsOf(walk.slice(0, 100), [0.05, 0.25, 0.5, 0.9, 0.99])
  const all = await calibrated(said)
  for (const [t, { levels, forecasts }] of all.entries()) {
    expect(levels).toEqual([0.1, 0.25, 0.5, 0.9])
    for (const [n, { point, quantiles }] of forecasts.entries()) {
      expect(point).toBe(said[t]!.forecasts[n]!.point)
      expect(quantiles).toHaveLength(4)
      expect(quantiles.toSorted((a, b) => a - b)).toEqual(quantiles)
    }
  }
})

test('says nothing about coverage before the first actual', async () => {
  const [first] = await calibrated(forecastsOf([1], [0.1, 0.9]))
  expect(first!.calibration[0]).toEqual({ horizon: 1, scored: 0, coverage: NaN })
})

test('keys are calibrated apart', async () => {
  const calm = forecastsOf(
    walk.slice(0, 400).map((value) => value / 100),
    [0.1, 0.9],
  )
  const wild = forecastsOf(
    walk.slice(0, 400).map((value) => value * 100),
    [0.1, 0.9],
  )
  const mixed = calm.flatMap((one, t) => [
    { ...one, tick: 0 },
    { ...wild[t]!, tick: 1 },
  ])
  const together = await calibrated(mixed, { key: ({ tick }) => String(tick) })
  const alone = await calibrated(calm)
  expect(together.filter((_, i) => i % 2 === 0).map(({ forecasts }) => forecasts)).toEqual(
    alone.map(({ forecasts }) => forecasts),
  )
})

test.each([0, 1, -1, 90, NaN])('refuses a coverage of %d', (coverage) => {
  expect(() => calibrate({ coverage })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error)
})
