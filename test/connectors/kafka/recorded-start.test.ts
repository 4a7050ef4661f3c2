import { expect, it } from 'vitest'
import { sink, source } from '../../../connectors/kafka/index.ts'
import * as memory from '../../../connectors/memory/index.ts'
import { scanByKey } from '../../../operators/index.ts'
import { pipeline, run } from '../../../src/index.ts'
import { readAll, useCluster } from './cluster.ts'

const cluster = useCluster()

it('a state that began at the log\u2019s end is rebuilt from there, by the group alone', async () => {
  const [topic, out] = [await cluster.createTopic(), await cluster.createTopic()]
  await cluster.createTopic(1, `${out}-dead-letters`)
  const groupId = cluster.name('group')
  const give = (...values: number[]) =>
    cluster.produce(
      topic,
      values.map((value) => ({ value: JSON.stringify({ value }) })),
    )
  // A store of its own each time: the one before is lost.
  const runTo = (maxTicks: number, onStart?: () => void) => {
    const { brokers } = cluster
    const sums = pipeline({
      source: source<{ value: number }>({ brokers, groupId, topic, from: 'latest', heartbeatMs: 100 }),
      sink: sink({ brokers, topic: out }),
      state: memory.store(),
      operators: (ticks) => ticks.pipe(scanByKey((sum: number, { value }) => sum + value, 0)),
    })
    return run(sums, { maxTicks, ...(onStart && { onStart }) })
  }
  await give(1, 2, 3)
  await runTo(2, () => void give(10, 20))
  for (const value of [100, 200]) {
    await give(value)
    // What was absorbed before comes again, silently.
    await runTo(value === 100 ? 3 : 4)
  }
  const { ticks } = await readAll(await cluster.source({ topic: out, stopAtEnd: true }))
  expect(ticks.map(({ value }) => (value as { value: number }).value)).toEqual([10, 30, 130, 330])
  const group = await cluster.source({ topic, groupId })
  expect(await group.starts!([{ topic, partition: 0 }])).toEqual(new Map([[`${topic}/0`, 3]]))
})
