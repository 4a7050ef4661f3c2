import { firstValueFrom, from, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { forecast, score } from '../../operators/index.ts'
import { createModel } from '../../src/model/create-model.ts'
import { initialise } from '../../src/model/initialise.ts'
import { modelSpecSchema } from '../../src/model/spec.ts'
import { replay } from '../../src/testing/index.ts'
import { randomWalk, type Price } from './random-model.ts'

const spec = modelSpecSchema.parse({
  name: 'seasons',
  input: {
    kind: 'seasonal',
    window: 12,
    recent: 4,
    ahead: 5,
    candidates: [{ kind: 'last' }, { kind: 'lag', lag: 4, shift: 2 }, { kind: 'profile', period: 4, rate: 0.5 }],
  },
  layers: [{ cell: 'lstm', hidden: 6 }],
  head: { kind: 'mixture', horizons: [1, 2, 5], candidates: 3 },
})
const model = createModel(spec, initialise(spec, 3))

describe('a mixture of candidates', () => {
  it('gives the same bytes at any turn size, crash, rebalance and redelivery', async () => {
    const entries = randomWalk(1200, ['A', 'B', 'C', 'D', 'E']).map((value, i) => {
      return { key: value.symbol, value: i % 97 === 0 ? { ...value, price: -1 } : value, eventTime: 1000 * i }
    })
    const report = await replay({ entries, operators: (ticks) => ticks.pipe(forecast(model), score()), partitions: 2 })
    expect(report.outputs).toBeGreaterThan(1000)
    expect(report.deadLetters).toBeGreaterThan(10)
  })

  it('lies between its candidates where the residual says nothing', async () => {
    const weights = new Float32Array(initialise(spec, 3).length)
    const flat = createModel(spec, weights)
    const values = Array.from({ length: 60 }, (_, i) => 10 + (i % 4))
    const all = await firstValueFrom(from(values).pipe(forecast(flat), toArray()))
    expect(all.length).toBe(50)
    const { last, forecasts } = all.at(-1)!
    expect(last).toBe(13)
    // Every gate is open alike: a third of the last value, two thirds of what a season says.
    const expected = [10, 11, 10].map((season) => Math.exp((Math.log(13) + 2 * Math.log(season)) / 3))
    forecasts.forEach(({ point }, n) => expect(point).toBeCloseTo(expected[n]!, 6))
  })

  it('starts a new key early and refuses what it can not take', async () => {
    const ticks: Price[] = Array.from({ length: 14 }, (_, i) => ({ symbol: 'A', price: 100 + i }))
    const all = await firstValueFrom(from(ticks).pipe(forecast(model), toArray()))
    expect(all[0]!.last).toBe(110)
    for (const { forecasts } of all) {
      for (const { point } of forecasts) expect(point > 50 && Number.isFinite(point)).toBe(true)
    }
    await expect(firstValueFrom(from([{ price: -1 }]).pipe(forecast(model), toArray()))).rejects.toThrow('positive')
  })
})
