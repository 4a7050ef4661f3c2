import { firstValueFrom, from, toArray, type Observable } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { detectDrift, forecast, score, type DriftOptions } from '../../operators/index.ts'
import { createRandom } from '../../src/numeric/random.ts'
import { replay } from '../../src/testing/index.ts'
import { operatorContract } from './operator-contract.ts'
import { randomForecaster, randomWalk, type Price } from './random-model.ts'

operatorContract('detectDrift', {
  create: () => detectDrift<number>(),
  ticks: [1, 2, 3],
  throwing: (error) =>
    detectDrift<number>({
      value: () => {
        throw error
      },
    }),
})

const methods = [{ kind: 'adwin' }, { kind: 'page-hinkley' }] as const

/** Normal numbers around 10, around `mean` from tick 2,000 on. */
function shifted(mean: number, scale = 1): number[] {
  const random = createRandom(8)
  return Array.from({ length: 4000 }, (_, t) => scale * ((t < 2000 ? 10 : mean) + random.normal()))
}
const alarms = async (values: readonly number[], options: DriftOptions<number>) => {
  const all = await firstValueFrom(from(values).pipe(detectDrift(options), toArray()))
  return all.flatMap(({ drift }, t) => (drift === null ? [] : [{ t, ...drift }]))
}

describe.each(methods)('$kind', (method) => {
  test.each([12, 8])('finds that the mean went from 10 to %d, soon', async (mean) => {
    const [first] = await alarms(shifted(mean), { method })
    expect(first!.t).toBeGreaterThanOrEqual(2000)
    expect(first!.t).toBeLessThan(2080)
    expect(Math.abs(first!.before - 10)).toBeLessThan(0.3)
    expect(Math.sign(first!.after - first!.before)).toBe(Math.sign(mean - 10))
    expect(first!.seen).toBe(first!.t + 1)
  })

  test('is quiet while nothing changes', async () => {
    expect(await alarms(shifted(10), { method })).toEqual([])
    expect(await alarms(new Array<number>(3000).fill(5), { method })).toEqual([])
  })

  test('knows no units', async () => {
    const found = await alarms(shifted(12, 1024), { method })
    expect(found.map(({ t }) => t)).toEqual((await alarms(shifted(12), { method })).map(({ t }) => t))
  })

  test('tells once in a cool-down', async () => {
    const random = createRandom(3)
    const values = Array.from({ length: 6000 }, (_, t) => (Math.floor(t / 150) % 2) * 6 + random.normal())
    const often = await alarms(values, { method, cooldown: 0 })
    const seldom = await alarms(values, { method, cooldown: 2000 })
    expect(often.length).toBeGreaterThan(10)
    expect(seldom.length).toBeGreaterThanOrEqual(1)
    expect(seldom.length).toBeLessThanOrEqual(3)
    for (let n = 1; n < seldom.length; n++) expect(seldom[n]!.t - seldom[n - 1]!.t).toBeGreaterThan(2000)
  })

  test('is not told by values that are missing', async () => {
    const values = shifted(12).flatMap((value) => [value, NaN])
    expect((await alarms(values, { method }))[0]!.seen).toBe((await alarms(shifted(12), { method }))[0]!.seen)
  })
})

test('watches the errors that score found', async () => {
  const values = shifted(10).map((value, t) => (t < 2000 ? value : 10 + 8 * (value - 10)))
  const said = values.map((last) => ({
    tick: last,
    last,
    levels: [],
    forecasts: [{ horizon: 1, point: 10, quantiles: [] }],
  }))
  const chain = from(said).pipe(score<number>(), detectDrift(), toArray())
  const found = (await firstValueFrom(chain)).findIndex(({ drift }) => drift !== null)
  expect(found).toBeGreaterThanOrEqual(2000)
  expect(found).toBeLessThan(2100)
})

test('detectors survive crashes, byte by byte', async () => {
  const entries = randomWalk(900).map((value, i) => ({ key: value.symbol, value, eventTime: i }))
  const operators = (ticks: Observable<Price>) =>
    ticks.pipe(
      forecast(randomForecaster()),
      score(),
      detectDrift({ cooldown: 5 }),
      detectDrift({ value: ({ tick }) => tick.last, method: { kind: 'page-hinkley', threshold: 5 }, cooldown: 0 }),
    )
  expect((await replay({ entries, operators })).outputs).toBeGreaterThan(700)
})

test('refuses options that are none', () => {
  const refused = expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error
  expect(() => detectDrift({ method: { kind: 'adwin', delta: 0 } })).toThrow(refused)
  expect(() => detectDrift({ method: { kind: 'page-hinkley', threshold: -1 } })).toThrow(refused)
  expect(() => detectDrift({ cooldown: 1.5 })).toThrow(refused)
})
