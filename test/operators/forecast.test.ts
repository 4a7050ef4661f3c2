import { firstValueFrom, from, map, toArray } from 'rxjs'
import { expect, test } from 'vitest'
import { features, forecast, infer, score, type Featured, type Forecast } from '../../operators/index.ts'
import { operatorContract } from './operator-contract.ts'
import { randomForecaster, randomWalk, type Price } from './random-model.ts'

const model = randomForecaster()
const key = ({ symbol }: Price) => symbol
const prices = randomWalk(200)
const forecasts = (ticks: Price[]) => firstValueFrom(from(ticks).pipe(forecast(model, { key }), toArray()))

operatorContract('features', {
  create: () => features<Price>(model, { key }),
  ticks: prices.slice(0, 5),
  throwing: (error) =>
    features<Price>(model, {
      value: () => {
        throw error
      },
    }),
})

operatorContract('infer', {
  create: () => infer<number[]>(model),
  ticks: [
    [0, 1],
    [1, 0],
    [0.5, -0.5],
  ],
  throwing: (error) =>
    infer<number[]>(model, {
      inputs: () => {
        throw error
      },
    }),
})

operatorContract('score', {
  create: () => score<Price>(),
  ticks: [100, 101, 102].map((last) => ({
    tick: { symbol: 'A', price: last },
    last,
    levels: [0.1, 0.9],
    forecasts: [{ horizon: 1, point: last, quantiles: [last - 1, last + 1] }],
  })),
})

test('carries the tick, names the last value, and puts quantiles in order', async () => {
  const all = await forecasts(prices)
  expect(all.length).toBeGreaterThan(100)
  for (const { tick, last, levels, forecasts: horizons } of all) {
    expect(prices).toContain(tick)
    expect(last).toBe(tick.price)
    expect(levels).toEqual([0.1, 0.9])
    expect(horizons.map(({ horizon }) => horizon)).toEqual([1, 3])
    for (const { point, quantiles } of horizons) {
      expect(quantiles[0]!).toBeLessThanOrEqual(quantiles[1]!)
      expect(Math.abs(point / last - 1)).toBeLessThan(0.5)
    }
  }
})

test('keys do not see each other', async () => {
  const together = await forecasts(prices)
  const alone = await forecasts(prices.filter(({ symbol }) => symbol === 'B'))
  expect(alone).toEqual(together.filter(({ tick }) => tick.symbol === 'B'))
})

test('a later tick changes no earlier forecast', async () => {
  const before = await forecasts(prices)
  const changed = prices.map((tick, i) => (i >= 150 ? { ...tick, price: tick.price * 3 } : tick))
  const after = await forecasts(changed)
  const upTo = before.filter(({ tick }) => prices.indexOf(tick) < 150)
  expect(after.slice(0, upTo.length)).toEqual(upTo)
})

test('is features, infer and decoding, one after the other', async () => {
  const chain = from(prices).pipe(
    features<Price>(model, { key }),
    infer<Featured<Price>>(model, { key: ({ tick }) => tick.symbol }),
    map(({ tick, outputs }) => ({ ...tick, outputs })),
    toArray(),
  )
  const steps = await firstValueFrom(chain)
  expect(steps.map(({ tick }) => tick)).toEqual(prices)
  expect((await forecasts(prices)).map(({ tick }) => tick)).toEqual(
    steps.filter(({ ready }) => ready).map(({ tick }) => tick),
  )
})

test('refuses a value the features cannot use, and names what it wants', () => {
  const errors: unknown[] = []
  from([{ symbol: 'A', price: -1 }])
    .pipe(forecast(model))
    .subscribe({ error: (error: unknown) => errors.push(error) })
  expect(errors).toEqual([expect.objectContaining({ code: 'TICK_INVALID', expected: 'a positive, finite value' })])
})

test('refuses a model by name outside of a pipeline', () => {
  const errors: unknown[] = []
  from(prices)
    .pipe(forecast('prices'))
    .subscribe({ error: (error: unknown) => errors.push(error) })
  expect(errors).toEqual([expect.objectContaining({ code: 'MODEL_NOT_FOUND' })])
})

test('score counts an error once its actual is known, beside the last value', async () => {
  const walk = [100, 102, 101, 105, 104]
  const said: Forecast<number>[] = walk.map((last) => ({
    tick: last,
    last,
    levels: [0.1, 0.9],
    forecasts: [
      { horizon: 1, point: last + 1, quantiles: [last - 2, last + 2] },
      { horizon: 2, point: last, quantiles: [last - 1, last + 1] },
    ],
  }))
  const scored = await firstValueFrom(from(said).pipe(score<number>(), toArray()))
  // Horizon 1: errors of the point 1, 2, 3, 2; of the last value 2, 1, 4, 1; three of four within 2.
  expect(scored[4]!.skill[0]).toEqual({ horizon: 1, scored: 4, networkMae: 2, naiveMae: 2, coverage: 0.75 })
  // Horizon 2: 101-100, 105-102, 104-101.
  expect(scored[4]!.skill[1]).toEqual({ horizon: 2, scored: 3, networkMae: 7 / 3, naiveMae: 7 / 3, coverage: 1 / 3 })
  expect(scored[0]!.skill[0]!.scored).toBe(0)
})
