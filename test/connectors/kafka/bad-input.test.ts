import { expect, it } from 'vitest'
import { z } from 'zod'
import { readCount, useCluster, type TestRecord } from './cluster.ts'

const cluster = useCluster()

/** Reads the records, and gives the reasons of those that are no ticks. */
async function read(records: readonly TestRecord[], options: object = {}) {
  const topic = await cluster.createTopic()
  await cluster.produce(topic, records)
  return readCount(await cluster.source({ topic, ...options }), records.length)
}

it('gives what is no tick to the dead letters, with place, key and bytes, and goes on', async () => {
  const { ticks, deadLetters } = await read(
    [
      { value: '{"a":1}' },
      { value: '{"a":' },
      { value: '{"a":1e999}' },
      { value: Buffer.from([0x22, 0xff, 0x22]) },
      { value: `"${'x'.repeat(5000)}"`, headers: { trace: '7' } },
      { value: null },
      { value: '{"a":2}', key: null },
      { value: '{"a":3}', key: Buffer.from([0xfe]) },
      { value: '{"a":4}' },
    ],
    { maxRecordBytes: 1000 },
  )
  expect(ticks.map(({ value }) => value)).toEqual([{ a: 1 }, { a: 4 }])
  expect(deadLetters.map(({ offset, reason }) => [offset, reason])).toEqual([
    [1, 'malformed'],
    [2, 'non-finite'],
    [3, 'invalid-utf8'],
    [4, 'oversized'],
    [5, 'malformed'],
    [6, 'malformed'],
    [7, 'invalid-utf8'],
  ])
  expect(deadLetters[0]).toMatchObject({ partition: 0, key: 'k', rawLength: 5 })
  expect(Buffer.from(deadLetters[0]?.raw ?? []).toString()).toBe('{"a":')
  expect(deadLetters[3]).toMatchObject({ rawLength: 5002, headers: [['trace', Buffer.from('7')]] })
  expect(deadLetters[3]?.raw).toHaveLength(4096)
})

it('refuses what the schema refuses, and says where', async () => {
  const { deadLetters } = await read([{ value: '{"price":"high"}' }], { schema: z.object({ price: z.number() }) })
  expect(deadLetters).toMatchObject([{ reason: 'malformed', message: expect.stringMatching(/^price: /) }])
})

it('refuses an event time too far ahead of the log', async () => {
  const options = { maxAheadMs: 1000, eventTime: ({ time }: { time: number }) => time }
  const { ticks, deadLetters } = await read(
    [
      { value: '{"time":6000}', timestamp: 5000 },
      { value: '{"time":6001}', timestamp: 5000 },
    ],
    options,
  )
  expect(ticks).toMatchObject([{ eventTime: 6000 }])
  expect(deadLetters).toMatchObject([{ offset: 1, reason: 'malformed' }])
})

it('takes records without a key as one, where that was asked for', async () => {
  const { ticks } = await read([{ key: null, value: 'hello' }], { nullKey: 'topic', format: 'text' })
  expect(ticks).toMatchObject([{ key: ticks[0]?.topic, value: 'hello' }])
})

it('maps columns of the payload, and keeps the record’s key', async () => {
  const { ticks } = await read([{ key: 'ABC', value: '{"key":"no","t":7,"p":"1.50"}' }], {
    columns: { price: 'p', time: 't' },
  })
  expect(ticks).toMatchObject([{ key: 'ABC', eventTime: 7, value: { price: 1.5, text: { price: '1.50' } } }])
})
