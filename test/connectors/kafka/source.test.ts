import { expect, it } from 'vitest'
import { z } from 'zod'
import { nextAssignment, nextBatch, readAll, readCount, useCluster, type TestRecord } from './cluster.ts'

const cluster = useCluster()

function prices(count: number, partitions = 1): TestRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `key ${index % 7}`,
    partition: index % partitions,
    timestamp: 1_600_000_000_000 + index,
    value: JSON.stringify({ index, price: index / 4 }),
  }))
}

const indices = (ticks: readonly { readonly value: unknown }[]) =>
  ticks.map(({ value }) => (value as { index: number }).index)

it('gives every record of four partitions once, in order within each, at any batch size', async () => {
  const topic = await cluster.createTopic(4)
  await cluster.produce(topic, prices(4000, 4))
  for (const maxTicks of [7, 1000]) {
    const { ticks } = await readAll(await cluster.source({ topic, stopAtEnd: true, partitionMaxBytes: 8192 }), maxTicks)
    expect(ticks).toHaveLength(4000)
    for (let partition = 0; partition < 4; partition++) {
      const own = ticks.filter((tick) => tick.partition === partition)
      expect(own.map(({ offset }) => offset)).toEqual(Array.from({ length: 1000 }, (_, offset) => offset))
      expect(indices(own)).toEqual(own.map(({ offset }) => offset * 4 + partition))
    }
  }
})

it('takes key, time and headers from the record', async () => {
  const topic = await cluster.createTopic()
  const headers = { trace: 'abc' }
  await cluster.produce(topic, [{ key: 'ключ', value: '{"a":1}', timestamp: 1_600_000_000_123, headers }])
  const { ticks } = await readCount(await cluster.source({ topic }), 1)
  expect(ticks).toMatchObject([{ topic, partition: 0, offset: 0, key: 'ключ', eventTime: 1_600_000_000_123 }])
  expect(ticks[0]?.value).toEqual({ a: 1 })
  expect(ticks[0]?.headers).toEqual([['trace', Buffer.from('abc')]])
  expect(Buffer.from(ticks[0]?.raw ?? []).toString()).toBe('{"a":1}')
})

it('takes key and time from the payload where functions say so, and shapes it by a schema', async () => {
  const topic = await cluster.createTopic()
  await cluster.produce(topic, [{ key: null, value: '{"symbol":"ABC","at":5,"price":"1.5"}' }])
  const Price = z.object({ symbol: z.string(), at: z.number(), price: z.coerce.number() })
  const source = await cluster.source({ topic, schema: Price, key: (t) => t.symbol, eventTime: (t) => t.at })
  expect((await readCount(source, 1)).ticks).toMatchObject([{ key: 'ABC', eventTime: 5, value: { price: 1.5 } }])
})

it('reads again from any offset after a seek', async () => {
  const topic = await cluster.createTopic()
  await cluster.produce(topic, prices(500))
  const source = await cluster.source({ topic })
  await nextAssignment(source)
  const all = await readCount(source, 500, 90)
  for (const offset of [499, 0, 250]) {
    await source.seek({ topic, partition: 0 }, offset)
    expect(await readCount(source, 500 - offset)).toEqual({ ...all, ticks: all.ticks.slice(offset) })
  }
})

it('says with every batch where the next begins', async () => {
  const topic = await cluster.createTopic()
  await cluster.produce(topic, prices(10))
  const source = await cluster.source({ topic })
  expect((await nextBatch(source, 4)).next).toEqual(new Map([[`${topic}/0`, 4]]))
  expect((await nextBatch(source, 4)).next).toEqual(new Map([[`${topic}/0`, 8]]))
})

it('begins at the end, or at a time, where that was asked for', async () => {
  const topic = await cluster.createTopic()
  await cluster.produce(topic, prices(10))
  const late = await cluster.source({ topic, from: 'latest' })
  const place = { topic, partition: 0 }
  expect(await late.startOffset(place)).toBe(10)
  const timed = await cluster.source({ topic, from: { time: 1_600_000_000_004 } })
  expect(indices((await readCount(timed, 6)).ticks)).toEqual([4, 5, 6, 7, 8, 9])
  const future = await cluster.source({ topic, from: { time: new Date(1_700_000_000_000) } })
  expect(await future.startOffset(place)).toBe(10)
  expect(await late.bounds(place)).toEqual({ start: 0, end: 10 })
})

it('reads batches compressed by any of the usual ways', async () => {
  const topic = await cluster.createTopic()
  const ways = ['gzip', 'snappy', 'lz4', 'zstd'] as const
  for (const compression of ways) await cluster.produce(topic, prices(200), cluster.producer({ compression }))
  const { ticks } = await readAll(await cluster.source({ topic, stopAtEnd: true }))
  const each = Array.from({ length: 200 }, (_, index) => index)
  expect(indices(ticks)).toEqual(ways.flatMap(() => each))
})

it('begins within a batch, and leaves out what comes before the offset', async () => {
  const topic = await cluster.createTopic()
  await cluster.produce(topic, prices(100), cluster.producer({ compression: 'gzip' }))
  const source = await cluster.source({ topic })
  await nextAssignment(source)
  await source.seek({ topic, partition: 0 }, 97)
  expect(indices((await readCount(source, 3)).ticks)).toEqual([97, 98, 99])
})

it('measures the lag of each partition', async () => {
  const topic = await cluster.createTopic(2)
  await cluster.produce(topic, prices(100, 2))
  const source = await cluster.source({ topic })
  await readCount(source, 30)
  const lags = [...source.lag().values()]
  expect(lags.reduce((sum, lag) => sum + lag, 0)).toBe(70)
  await readCount(source, 70)
  expect(source.lag()).toEqual(new Map([`${topic}/0`, `${topic}/1`].map((id) => [id, 0])))
})

it('reads several topics, each with its own offsets', async () => {
  const topics = [await cluster.createTopic(), await cluster.createTopic()]
  for (const topic of topics) await cluster.produce(topic, prices(20))
  const { ticks } = await readAll(await cluster.source({ topics, stopAtEnd: true }))
  for (const topic of topics) expect(indices(ticks.filter((tick) => tick.topic === topic))).toHaveLength(20)
})

it('waits for payloads that a function fetches, and leaves their order as it is', async () => {
  const topic = await cluster.createTopic()
  await cluster.produce(topic, prices(50))
  const source = await cluster.source({
    topic,
    deserialize: ({ value, offset }) => {
      if (offset === 3) throw new Error('unknown schema')
      return Promise.resolve(Number(value?.toString().match(/\d+/)?.[0]))
    },
  })
  const { ticks, deadLetters } = await readCount(source, 50)
  expect(ticks.map(({ value }) => value)).toEqual(Array.from({ length: 50 }, (_, i) => i).filter((i) => i !== 3))
  expect(deadLetters).toMatchObject([
    { offset: 3, reason: 'malformed', message: 'deserialize threw: Error: unknown schema' },
  ])
})

it('refuses a topic that is not there, by name', async () => {
  const topic = cluster.name('missing')
  await expect(cluster.source({ topic })).rejects.toMatchObject({
    code: 'SOURCE_FAILED',
    expected: `topic "${topic}" in the cluster`,
  })
})
