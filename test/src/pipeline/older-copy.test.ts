import { expect, it } from 'vitest'
import * as memory from '../../../connectors/memory/index.ts'
import { forecast } from '../../../operators/index.ts'
import {
  createRegistry,
  fromRegistry,
  pipeline,
  run,
  type RunOptions,
  type SavedRecord,
  type Store,
} from '../../../src/index.ts'
import type { Model } from '../../../src/model/model.ts'
import { randomForecaster, randomWalk, type Price } from '../../operators/random-model.ts'
import { shaken } from '../../operators/shaken.ts'

const entries = randomWalk(300).map((value) => ({ key: value.symbol, value }))
const [first, second] = [1, 2].map((seed) => shaken(randomForecaster('gru', seed), seed)) as [Model, Model]
const verdict = { reason: 'a test' }
const partition = { topic: 'memory', partition: 0 }

async function setUp() {
  const registry = createRegistry(memory.objects(), { now: () => 0 })
  for (const model of [first, second]) await registry.add(model)
  await registry.promote(first.fingerprint, verdict)
  const source = memory.source<Price>({ entries })
  const [sink, store] = [memory.transactionalSink(source), memory.store()]
  const work = (maxTicks: number, options: RunOptions = {}, models: typeof registry = registry) => {
    const forecasts = pipeline({
      source,
      sink,
      state: store,
      models: fromRegistry(models),
      swap: { everyMs: 0, warmUpTicks: 4 },
      turn: { maxTicks: 10 },
      operators: (ticks) => ticks.pipe(forecast(`${first.spec.name}@champion`)),
    })
    return run(forecasts, { ...options, maxTicks })
  }
  const left = async () => ({
    outputs: sink.outputs.map(({ value }) => value),
    records: (await recordsOf(store)).filter(({ key }) => !key.startsWith('\u0000')),
  })
  return { registry, store, work, left }
}

async function recordsOf(store: Store): Promise<SavedRecord[]> {
  const records: SavedRecord[] = []
  for await (const record of store.records(partition)) records.push(record)
  return records
}

/** What a store has now; to be called when it has come back with that. */
async function copyOf(store: Store): Promise<() => Promise<void>> {
  const { offset, checkpoint } = (await store.peek(partition)).checkpoint!
  const records = await recordsOf(store)
  return async () => {
    await store.reset(partition)
    await store.claim(partition, 'copy')
    await store.save('copy', [{ partition, previousOffset: undefined, offset, records, checkpoint }])
  }
}

it('a store that comes back from before a rollback, with states of the model that was taken back', async () => {
  const runOver = async (comesBack: boolean) => {
    const { registry, store, work, left } = await setUp()
    await work(100)
    await registry.promote(second.fingerprint, verdict)
    await work(50)
    const copy = await copyOf(store)
    await registry.rollBack(verdict)
    await work(100)
    if (comesBack) await copy()
    await work(400)
    return left()
  }
  expect(await runOver(true)).toEqual(await runOver(false))
})

it('a store that comes back with a swap that was lost, and made anew at another offset', async () => {
  const { registry, store, work, left } = await setUp()
  const before = await registry.history()
  await work(100)
  await registry.promote(second.fingerprint, verdict)
  const crash = () => work(50, { onStep: (step) => void (step === 'swap-recorded' && fail('a crash')) })
  await expect(crash()).rejects.toThrow('a crash')
  const copy = await copyOf(store)
  await store.reset(partition)
  // The first 100 come again, silently.
  await work(150, {}, { ...registry, history: async () => before })
  await work(10)
  await copy()
  await work(400)
  const untouched = await setUp()
  await untouched.work(150)
  await untouched.registry.promote(second.fingerprint, verdict)
  await untouched.work(400)
  expect(await left()).toEqual(await untouched.left())
})

function fail(text: string): never {
  throw new Error(text)
}
