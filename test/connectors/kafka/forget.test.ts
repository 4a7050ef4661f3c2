import { expect, it } from 'vitest'
import { sink, source } from '../../../connectors/kafka/index.ts'
import * as memory from '../../../connectors/memory/index.ts'
import { scanByKey } from '../../../operators/index.ts'
import { pipeline, run } from '../../../src/index.ts'
import { forget } from '../../../src/pipeline/forget.ts'
import { readAll, useCluster } from './cluster.ts'

const cluster = useCluster()

it('a pipeline that was forgotten begins at the beginning, with fresh states', async () => {
  const [topic, out] = [await cluster.createTopic(), await cluster.createTopic()]
  await cluster.createTopic(1, `${out}-dead-letters`)
  const groupId = cluster.name('group')
  const { brokers } = cluster
  const state = memory.store()
  const sums = () =>
    pipeline({
      source: source<{ value: number }>({ brokers, groupId, topic, heartbeatMs: 100 }),
      sink: sink({ brokers, topic: out }),
      state,
      operators: (ticks) => ticks.pipe(scanByKey((sum: number, { value }) => sum + value, 0)),
    })
  await cluster.produce(
    topic,
    [1, 2, 3].map((value) => ({ value: JSON.stringify({ value }) })),
  )
  await run(sums(), { maxTicks: 3 })
  expect(await forget(sums())).toEqual([{ topic, partition: 0 }])
  await run(sums(), { maxTicks: 3 })
  const { ticks } = await readAll(await cluster.source({ topic: out, stopAtEnd: true }))
  expect(ticks.map(({ value }) => (value as { value: number }).value)).toEqual([1, 3, 6, 1, 3, 6])
})
