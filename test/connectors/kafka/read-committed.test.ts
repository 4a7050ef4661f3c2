import type { Producer } from '@platformatic/kafka'
import { expect, it } from 'vitest'
import { readAll, readCount, toMessages, useCluster, type TestRecord } from './cluster.ts'

const cluster = useCluster()

async function transaction(producer: Producer, topic: string, values: readonly string[], commit: boolean) {
  const under = await producer.beginTransaction({ producerId: -1n, producerEpoch: -1 })
  await under.send({ messages: toMessages(topic, texts(values)) })
  await (commit ? under.commit() : under.abort())
}

const texts = (values: readonly string[]): TestRecord[] => values.map((value) => ({ value }))
const values = (ticks: readonly { readonly value: unknown }[]) => ticks.map(({ value }) => value)

it('leaves out aborted transactions, though one producer had several and others committed between', async () => {
  const topic = await cluster.createTopic()
  const [a, b] = ['a', 'b'].map((name) => cluster.producer({ transactionalId: cluster.name(name) })) as [
    Producer,
    Producer,
  ]
  await transaction(a, topic, ['aborted 1', 'aborted 2'], false)
  await transaction(a, topic, ['first'], true)
  await transaction(b, topic, ['aborted 3'], false)
  await cluster.produce(topic, texts(['second']))
  await transaction(a, topic, ['aborted 4'], false)
  await transaction(b, topic, ['third'], true)
  const options = { topic, format: 'text', stopAtEnd: true } as const
  expect(values((await readAll(await cluster.source(options))).ticks)).toEqual(['first', 'second', 'third'])
  const all = await readAll(await cluster.source({ ...options, isolation: 'read_uncommitted' }))
  expect(values(all.ticks)).toEqual([
    ...['aborted 1', 'aborted 2', 'first', 'aborted 3', 'second', 'aborted 4', 'third'],
  ])
})

it('leaves out an aborted transaction that is longer than an answer', async () => {
  const topic = await cluster.createTopic()
  const producer = cluster.producer({ transactionalId: cluster.name('long') })
  const under = await producer.beginTransaction({ producerId: -1n, producerEpoch: -1 })
  for (let run = 0; run < 8; run++) {
    await under.send({ messages: toMessages(topic, texts(Array<string>(10).fill('x'.repeat(200)))) })
  }
  await under.abort()
  await cluster.produce(topic, texts(['after']))
  const source = await cluster.source({ topic, format: 'text', partitionMaxBytes: 2048, stopAtEnd: true })
  expect(values((await readAll(source)).ticks)).toEqual(['after'])
})

it('waits for the end of an open transaction, and for what comes after it', async () => {
  const topic = await cluster.createTopic()
  const producer = cluster.producer({ transactionalId: cluster.name('open') })
  await cluster.produce(topic, texts(['before']))
  const under = await producer.beginTransaction({ producerId: -1n, producerEpoch: -1 })
  await under.send({ messages: toMessages(topic, texts(['inside'])) })
  await cluster.produce(topic, texts(['after']))
  const source = await cluster.source({ topic, format: 'text' })
  expect(values((await readCount(source, 1)).ticks)).toEqual(['before'])
  expect(await source.read({ maxTicks: 10, waitMs: 200 })).toMatchObject({ ticks: [] })
  await under.commit()
  expect(values((await readCount(source, 2)).ticks)).toEqual(['inside', 'after'])
})
