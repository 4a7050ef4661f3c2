import { expect, it } from 'vitest'
import { sink, source } from '../../../connectors/kafka/index.ts'
import { formatMetadata, parseMetadata } from '../../../connectors/kafka/offset-metadata.ts'
import * as memory from '../../../connectors/memory/index.ts'
import { forecast } from '../../../operators/index.ts'
import { createRegistry, fromRegistry, pipeline, run } from '../../../src/index.ts'
import { createModel } from '../../../src/model/create-model.ts'
import type { Store } from '../../../src/state/store.ts'
import { randomForecaster } from '../../operators/random-model.ts'
import { readAll, useCluster } from './cluster.ts'

const cluster = useCluster()
const { spec, weights } = randomForecaster()
const versions = [0.2, -0.2].map((add) =>
  createModel(
    spec,
    weights.map((weight) => weight + add),
  ),
)
const verdict = { reason: 'a test' }
const prices = Array.from({ length: 60 }, (_, i) => 100 + ((i * 37) % 11))

/** A swap after 40 of 60 ticks; `storeOf` gives the store of each of three runs. */
async function forecastsOf(storeOf: (run: number) => Store): Promise<unknown[]> {
  const [topic, out] = [await cluster.createTopic(), await cluster.createTopic()]
  await cluster.createTopic(1, `${out}-dead-letters`)
  await cluster.produce(
    topic,
    prices.map((price) => ({ key: 'A', value: JSON.stringify({ price }) })),
  )
  const registry = createRegistry(memory.objects(), { now: () => 0 })
  const { brokers } = cluster
  const groupId = cluster.name('group')
  for (const [n, maxTicks] of [40, 10, 60].entries()) {
    if (n < 2) {
      await registry.add(versions[n]!)
      await registry.promote(versions[n]!.fingerprint, verdict)
    }
    const forecasts = pipeline({
      source: source<{ price: number }>({ brokers, groupId, topic, heartbeatMs: 100, stopAtEnd: true }),
      sink: sink({ brokers, topic: out }),
      state: storeOf(n),
      models: fromRegistry(registry),
      swap: { everyMs: 0 },
      turn: { maxTicks: 10 },
      operators: (ticks) => ticks.pipe(forecast(`${spec.name}@champion`)),
    })
    await run(forecasts, { maxTicks })
  }
  const { ticks } = await readAll(await cluster.source({ topic: out, stopAtEnd: true }))
  return ticks.map(({ value }) => (value as { forecasts: unknown }).forecasts)
}

it('a lost store is rebuilt by the models that the group has recorded, each from its offset on', async () => {
  const kept = memory.store()
  const expected = await forecastsOf(() => kept)
  const found = await forecastsOf(() => memory.store())
  expect(found).toEqual(expected)
  expect(found).toHaveLength(prices.length - 11)
})

it('what is written beside an offset comes back, and what others wrote there is nothing', () => {
  for (const metadata of [{ start: 7, note: 'a:0:b' }, { start: 7 }, { note: 'a:0:b' }])
    expect(parseMetadata(formatMetadata(metadata))).toMatchObject(metadata)
  expect(formatMetadata({})).toBeNull()
  for (const text of [null, '', 'tickwise start=x', 'something else'])
    expect(parseMetadata(text)).toEqual({ start: undefined, note: undefined })
})
