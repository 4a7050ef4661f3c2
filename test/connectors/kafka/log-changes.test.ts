import { expect, it } from 'vitest'
import { nextAssignment, nextBatch, readCount, useCluster } from './cluster.ts'

const cluster = useCluster()
const texts = (count: number) => Array.from({ length: count }, (_, i) => ({ value: String(i) }))

it('notices a topic that was deleted and created again, while it runs and after a restart', async () => {
  const topic = await cluster.createTopic()
  await cluster.produce(topic, texts(10))
  const place = { topic, partition: 0 }
  const source = await cluster.source({ topic, format: 'text' })
  await readCount(source, 10)
  const before = await source.identity(place, 10)

  const admin = cluster.admin()
  await admin.deleteTopics({ topics: [topic] })
  await cluster.createTopic(1, topic)
  await cluster.produce(topic, texts(20))
  await expect(nextBatch(source)).rejects.toMatchObject({ code: 'SOURCE_CHANGED' })

  const restarted = await cluster.source({ topic, format: 'text' })
  expect(await restarted.identity(place, 10)).not.toBe(before)
  expect(await restarted.identity(place, 0)).toBe(await restarted.identity(place, 20))
})

it('notices more partitions, among which keys are spread anew', async () => {
  const topic = await cluster.createTopic(2)
  const place = { topic, partition: 0 }
  const identityNow = async () => (await cluster.source({ topic, format: 'text' })).identity(place, 0)
  const before = await identityNow()
  expect(before).toMatch(/ of 2 partitions$/)
  await cluster.admin().createPartitions({ topics: [{ name: topic, count: 3, assignments: null }] })
  expect(await identityNow()).toBe(before.replace('2 partitions', '3 partitions'))
})

it('names the offset and the log where the offset is not in it', async () => {
  const topic = await cluster.createTopic()
  await cluster.produce(topic, texts(10))
  const place = { topic, partition: 0 }
  const source = await cluster.source({ topic, format: 'text' })
  await nextAssignment(source)
  await source.seek(place, 11)
  await expect(nextBatch(source)).rejects.toMatchObject({
    code: 'SOURCE_CHANGED',
    expected: `offset 11 of ${topic}/0 in the log`,
    received: 'a log from 0 to 10',
  })

  const admin = cluster.admin()
  await admin.deleteRecords({ topics: [{ name: topic, partitions: [{ partition: 0, offset: 4n }] }] })
  const later = await cluster.source({ topic, format: 'text' })
  expect(await later.bounds(place)).toEqual({ start: 4, end: 10 })
  expect((await readCount(later, 6)).ticks[0]?.offset).toBe(4)
  await later.seek(place, 2)
  await expect(nextBatch(later)).rejects.toMatchObject({ received: 'a log from 4 to 10' })
})
