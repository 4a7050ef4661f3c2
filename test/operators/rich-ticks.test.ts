import { firstValueFrom, from, toArray } from 'rxjs'
import { expect, test } from 'vitest'
import { features, forecast } from '../../operators/index.ts'
import { createModel } from '../../src/model/create-model.ts'
import { initialise } from '../../src/model/initialise.ts'
import { modelSpecSchema } from '../../src/model/spec.ts'
import { replay } from '../../src/testing/index.ts'
import { makeForecastSequences } from '../../src/training/make-forecast-sequences.ts'

const spec = modelSpecSchema.parse({
  name: 'rich',
  input: {
    kind: 'features',
    features: [
      { kind: 'log-return', lag: 1 },
      { kind: 'seasonal-difference', period: 4 },
      { kind: 'difference', lag: 1, column: 'volume' },
      { kind: 'known', column: 'plan', ahead: 2 },
      { kind: 'calendar', cycle: 'week', wave: 'sin', zone: 'America/New_York' },
      { kind: 'time-since' },
      { kind: 'missing' },
    ],
  },
  layers: [{ cell: 'gru', hidden: 5 }],
  head: { kind: 'forecast', horizons: [1, 3], quantiles: [] },
})
const model = createModel(spec, initialise(spec, 2))
const plan = Array.from({ length: 130 }, (_, i) => (i * 7919) % 5)
const ticks = Array.from({ length: 120 }, (_, i) => ({
  time: Date.UTC(2024, 9, 25) + 3_600_000 * (6 * i + (i % 3)),
  value: i % 11 === 5 ? null : 100 + ((i * 48_271) % 17),
  volume: (i * 31) % 23,
  plan: plan.slice(i, i + 3),
}))

test('training sees what serving sees, tick by tick', async () => {
  const [sequence] = makeForecastSequences(
    [
      {
        key: '',
        values: ticks.map(({ value }) => value ?? NaN),
        times: ticks.map(({ time }) => time),
        columns: { volume: ticks.map(({ volume }) => volume), plan },
      },
    ],
    spec,
    0.2,
  )
  const served = await firstValueFrom(from(ticks).pipe(features<(typeof ticks)[0]>(model), toArray()))
  expect(served.flatMap(({ inputs }) => [...inputs])).toEqual([...sequence!.inputs])
  expect(served.filter(({ missing }) => missing).map(({ tick }) => tick.value)).toEqual(new Array(11).fill(null))
  // Nobody can be asked to forecast a value that never came.
  const targets = sequence!.targets.filter((_, i) => i % 2 === 0)
  ticks.forEach((_, t) => {
    if (ticks[t + 1]?.value === null) expect(targets[t]).toBeNaN()
  })
})

test('a forecast made where the value is missing says so, and stands on the last one known', async () => {
  const all = await firstValueFrom(from(ticks).pipe(forecast<(typeof ticks)[0]>(model), toArray()))
  const marked = all.filter(({ missing }) => missing)
  expect(marked.length).toBeGreaterThan(5)
  for (const { tick, last } of marked) expect(last).toBe(ticks[ticks.indexOf(tick) - 1]!.value)
})

test('the same bytes at any turn size, crash, rebalance and redelivery', async () => {
  const entries = ticks.flatMap((value) =>
    ['A', 'B', 'C'].map((key) => ({ key, value: { ...value, time: undefined }, eventTime: value.time })),
  )
  const report = await replay({ entries, operators: (rich) => rich.pipe(forecast(model)), partitions: 2 })
  expect(report.outputs).toBeGreaterThan(250)
  expect(report.deadLetters).toBe(0)
})
