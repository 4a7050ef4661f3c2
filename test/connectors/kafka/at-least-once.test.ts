import { expect, it } from 'vitest'
import { acknowledgedSink, deadLetterSink } from '../../../connectors/kafka/index.ts'
import { apiKeys, BrokerProxy } from '../../services/kafka/broker-proxy.ts'
import { nextBatch, readAll, readCount, useCluster } from './cluster.ts'
import { committedValues, toTurn } from './worker.ts'

const cluster = useCluster()
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)
const texts = (count: number) => upTo(count).map((i) => ({ value: String(i), headers: { trace: `t${i}` } }))

it('writes outputs, then dead letters, then offsets, each with its id', async () => {
  const topic = await cluster.createTopic()
  await cluster.produce(topic, [...texts(5), { value: '{torn' }])
  const source = await cluster.source({ topic })
  const [outTopic, deadTopic] = [cluster.name('out'), cluster.name('dead')]
  const options = { brokers: cluster.brokers, create: {}, compression: 'gzip' } as const
  const out = acknowledgedSink({ ...options, topic: outTopic, format: ({ value }) => `value ${String(value)}` })
  const dead = deadLetterSink({ ...options, topic: deadTopic })
  for (const sink of [out, dead]) {
    cluster.onClose(() => sink.close())
    await sink.open()
  }
  const { outputs, deadLetters, next, receipt } = toTurn(await nextBatch(source))
  await out.write(outputs)
  await dead.write(deadLetters)
  expect(await source.commit(next, receipt)).toBe('committed')

  const read = { stopAtEnd: true, format: 'text' } as const
  const written = await readAll(await cluster.source({ topic: outTopic, ...read }))
  expect(written.ticks.map(({ value }) => value)).toEqual(upTo(5).map((i) => `value ${i}`))
  expect(written.ticks[4]?.headers?.map(([name, value]) => [name, Buffer.from(value ?? []).toString()])).toEqual([
    ['trace', 't4'],
    ['id', `test:${topic}:0:4:0`],
  ])
  const letters = await readAll(await cluster.source({ topic: deadTopic, ...read }))
  expect(letters.ticks).toMatchObject([{ value: '{torn' }])
  expect(await source.committed([{ topic, partition: 0 }])).toEqual(new Map([[`${topic}/0`, 6]]))
})

it('goes on when the connections of source and sink are cut', async () => {
  const topic = await cluster.createTopic()
  await cluster.produce(topic, texts(300))
  const outTopic = await cluster.createTopic()
  const proxy = await new BrokerProxy(cluster.brokers).open()
  cluster.onClose(() => proxy.close())
  const brokers = proxy.address
  const source = await cluster.source({ brokers, topic, format: 'text', partitionMaxBytes: 2048 })
  const out = acknowledgedSink({ brokers, topic: outTopic })
  cluster.onClose(() => out.close())
  await out.open()
  let seen = 0
  for (const at of [apiKeys.fetch, apiKeys.produce, apiKeys.fetch]) {
    proxy.cutOnce({ at, delivered: true, downMs: 100 })
    const { ticks } = await readCount(source, 100, 30)
    expect(ticks.map(({ offset }) => offset)).toEqual(upTo(100).map((index) => seen + index))
    await out.write(toTurn({ type: 'ticks', ticks, deadLetters: [], next: new Map(), ended: false }).outputs)
    seen += ticks.length
  }
  expect(proxy.cuts).toBe(3)
  expect(new Set(await committedValues(cluster, outTopic))).toEqual(new Set(upTo(300)))
})
