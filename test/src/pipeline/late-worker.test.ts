import { expect, it } from 'vitest'
import * as memory from '../../../connectors/memory/index.ts'
import { forecast } from '../../../operators/index.ts'
import { createRegistry, fromRegistry, pipeline, run, type SwapNews } from '../../../src/index.ts'
import { createModel } from '../../../src/model/create-model.ts'
import { initialise } from '../../../src/model/initialise.ts'
import type { Model } from '../../../src/model/model.ts'
import { drive } from '../../../src/testing/index.ts'
import { randomForecaster, randomWalk, type Price } from '../../operators/random-model.ts'
import { shaken } from '../../operators/shaken.ts'

const entries = randomWalk(300).map((value) => ({ key: value.symbol, value }))
const [first, second] = [1, 2].map((seed) => shaken(randomForecaster('gru', seed), seed)) as [Model, Model]
const name = `${first.spec.name}@champion`
const verdict = { reason: 'a test' }

async function setUp() {
  const registry = createRegistry(memory.objects(), { now: () => 0 })
  for (const model of [first, second]) await registry.add(model)
  await registry.promote(first.fingerprint, verdict)
  const source = memory.source<Price>({ entries })
  const [sink, state] = [memory.transactionalSink(source), memory.store()]
  const news: SwapNews[] = []
  const work = (maxTicks: number, models: typeof registry = registry, onTurn: () => unknown = () => {}) => {
    const forecasts = pipeline({
      source,
      sink,
      state,
      models: fromRegistry(models),
      swap: { everyMs: 0 },
      turn: { maxTicks: 10 },
      operators: (ticks) => ticks.pipe(forecast(name)),
    })
    return run(forecasts, { maxTicks, onTurn, onSwap: (one) => news.push(one) })
  }
  return { registry, sink, work, news, state }
}

it('a worker that has not heard of a swap serves what the partition was swapped to', async () => {
  const { registry, sink, work, news } = await setUp()
  const before = await registry.history()
  await work(100)
  await registry.promote(second.fingerprint, verdict)
  await work(50)
  expect(news).toMatchObject([{ kind: 'swapped', partition: 'memory/0', offset: 100, policy: 'warm-up', model: name }])
  await work(50, { ...registry, history: async () => before })
  await work(100)
  expect(news).toHaveLength(1)
  const entry = { model: name, policy: 'warm-up', offset: 0 } as const
  const history = [first, second].map(({ fingerprint }, n) => {
    return { ...entry, version: fingerprint.slice(0, 16), offset: 100 * n, decision: n + 1 }
  })
  const expected = await drive({
    entries,
    versions: [first, second],
    histories: new Map([['driven/0', history]]),
    operators: (ticks) => ticks.pipe(forecast(name)),
  })
  const valuesOf = (outputs: readonly { readonly value: unknown }[]) => outputs.map(({ value }) => value)
  expect(valuesOf(sink.outputs)).toEqual(valuesOf(expected.outputs))
})

it('a model of another kind is refused, told once, and stops nothing', async () => {
  const { registry, work, news } = await setUp()
  const other = randomForecaster('gru', 3)
  const spec = { ...other.spec, head: { ...other.spec.head, horizons: [9] } } as typeof other.spec
  const stranger = createModel(spec, initialise(spec, 1))
  await registry.add(stranger)
  let promoted: Promise<unknown> | undefined
  const { ticks } = await work(200, registry, () => (promoted ??= registry.promote(stranger.fingerprint, verdict)))
  expect(ticks).toBe(200)
  expect(news).toMatchObject([{ kind: 'refused', reason: expect.stringContaining('with the head') as string }])
})

it('a lost store is rebuilt by the models that served, not by the present one', async () => {
  const { registry, sink, work, state } = await setUp()
  await work(100)
  await registry.promote(second.fingerprint, verdict)
  await work(50)
  await state.reset({ topic: 'memory', partition: 0 })
  await work(300)
  const values = sink.outputs.map(({ value }) => value)
  const untouched = await setUp()
  await untouched.work(100)
  await untouched.registry.promote(second.fingerprint, verdict)
  await untouched.work(200)
  expect(values).toEqual(untouched.sink.outputs.map(({ value }) => value))
})
