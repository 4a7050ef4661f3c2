import { expect, it } from 'vitest'
import { partitionOfKey } from '../../../connectors/kafka/known-key.ts'
import type { TransactionalTurn } from '../../../src/stream/sink.ts'
import { nextBatch, readAll, readCount, toMessages, useCluster } from './cluster.ts'
import { committedValues, openSink, startWorker, toTurn } from './worker.ts'

const cluster = useCluster()
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)

it('makes outputs, dead letters and offsets visible together', async () => {
  const topic = await cluster.createTopic()
  await cluster.produce(topic, [
    { key: 'ABC', value: '{"n":1}', headers: { trace: '9' } },
    { key: 'DEF', value: '{torn', headers: { trace: '10' } },
  ])
  const source = await cluster.source({ topic })
  const outTopic = cluster.name('out')
  const out = await openSink(cluster, cluster.name('tx'), { topic: outTopic, create: { partitions: 3 } })
  const batch = await nextBatch(source)
  expect(await out.commit(toTurn(batch))).toBe('committed')

  const read = { stopAtEnd: true, format: 'text' } as const
  const [output] = (await readAll(await cluster.source({ topic: outTopic, ...read }))).ticks
  const id = `test:${topic}:0:0:0`
  expect(output).toMatchObject({ key: 'ABC', partition: partitionOfKey(Buffer.from('ABC'), 3) })
  expect(JSON.parse(String(output?.value))).toMatchObject({ id, key: 'ABC', n: 1 })
  expect(texts(output?.headers)).toEqual([
    ['trace', '9'],
    ['id', id],
  ])
  const [letter] = (await readAll(await cluster.source({ topic: `${outTopic}-dead-letters`, ...read }))).ticks
  expect(letter).toMatchObject({ key: 'DEF', value: '{torn' })
  expect(Object.fromEntries(texts(letter?.headers))).toMatchObject({
    trace: '10',
    'tickwise.id': `test:${topic}:0:1:0:dead`,
    'tickwise.reason': 'malformed',
    'tickwise.topic': topic,
    'tickwise.partition': '0',
    'tickwise.offset': '1',
    'tickwise.raw-length': '5',
  })
  expect(await source.committed([{ topic, partition: 0 }])).toEqual(new Map([[`${topic}/0`, 2]]))
})

it('gives keys the partitions that the Java client gives them', () => {
  // From the Java client's own tests of murmur2.
  const hashes: [string, number][] = [
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ]
  for (const [key, hash] of hashes) {
    for (const count of [1, 4, 12]) expect(partitionOfKey(Buffer.from(key), count)).toBe((hash & 0x7fffffff) % count)
  }
})

it('commits turn after turn, also those without outputs', async () => {
  const { topic, outTopic, source, sink } = await startWorker(cluster, { count: 60 })
  let [seen, turns] = [0, 0]
  while (seen < 60) {
    const batch = await nextBatch(source, 7)
    const turn = toTurn(batch)
    expect(await sink.commit(turns++ % 3 === 1 ? { ...turn, outputs: [] } : turn)).toBe('committed')
    seen += batch.ticks.length
  }
  expect((await committedValues(cluster, outTopic)).length).toBeLessThan(60)
  const places = [0, 1].map((partition) => ({ topic, partition }))
  expect([...(await source.committed(places)).values()]).toEqual([30, 30])
})

it('takes a turn that is larger than a batch of the log may be', async () => {
  const { outTopic, source, sink } = await startWorker(cluster, { partitions: 1, count: 1 })
  const { outputs, ...turn } = toTurn(await nextBatch(source))
  const many = upTo(3000).map((value) => ({ ...outputs[0]!, value: { value, more: 'x'.repeat(1000) } }))
  expect(await sink.commit({ ...turn, outputs: many })).toBe('committed')
  expect(await committedValues(cluster, outTopic)).toEqual(upTo(3000))
})

it('fails where an output can never be written, and leaves nothing of the turn', async () => {
  const { topic, outTopic, source, sink } = await startWorker(cluster, { partitions: 1, count: 2 })
  const turn = toTurn(await nextBatch(source, 2))
  const tooLarge = { ...turn.outputs[1]!, value: 'x'.repeat(2_000_000) }
  await expect(sink.commit({ ...turn, outputs: [turn.outputs[0]!, tooLarge] })).rejects.toMatchObject({
    code: 'SINK_FAILED',
    received: expect.stringContaining('MESSAGE_TOO_LARGE'),
  })
  expect(await committedValues(cluster, outTopic)).toEqual([])
  expect(await source.committed([{ topic, partition: 0 }])).toEqual(new Map())
  expect(await sink.commit(turn)).toBe('committed')
  expect(await committedValues(cluster, outTopic)).toEqual([0, 1])
})

it('fences who uses the same transactional id, and takes up the id again when asked to', async () => {
  const { outTopic, source, sink, transactionalId } = await startWorker(cluster, { partitions: 1 })
  const newer = await openSink(cluster, transactionalId, { topic: outTopic })
  const batch = await nextBatch(source)
  expect(await sink.commit(toTurn(batch))).toBe('refused')
  expect(await newer.commit(toTurn(batch))).toBe('committed')
  expect(await committedValues(cluster, outTopic)).toEqual(upTo(20))
})

it('ends what a former owner left under way, so that its offsets can be read at once', async () => {
  const { topic, outTopic, source, sink } = await startWorker(cluster, { partitions: 1 })
  const former = cluster.name('former')
  const { next, receipt, ticks } = await nextBatch(source)
  const producer = cluster.producer({ transactionalId: former })
  const abandoned = await producer.beginTransaction({ producerId: -1n, producerEpoch: -1 })
  await abandoned.send({ messages: toMessages(outTopic, [{ value: '{"value":"abandoned"}' }]) })
  await abandoned.addConsumer({ groupId: (receipt as { groupId: string }).groupId } as never)
  await abandoned.addOffset({ topic, partition: 0, offset: 19n, metadata: { consumer: receipt } } as never)

  // Stable offsets only: nothing is answered while a transaction could still change it.
  let isKnown = false
  const committed = source.committed([{ topic, partition: 0 }]).finally(() => (isKnown = true))
  expect(await source.read({ maxTicks: 1, waitMs: 500 })).toMatchObject({ ticks: [] })
  expect(isKnown).toBe(false)

  await sink.open({ transactionalId: cluster.name('tx'), previousTransactionalIds: [former] })
  expect(await committed).toEqual(new Map())
  await expect(abandoned.commit()).rejects.toThrow()
  const turn: TransactionalTurn<unknown> = toTurn({
    type: 'ticks',
    ticks,
    deadLetters: [],
    next,
    receipt,
    ended: false,
  })
  expect(await sink.commit(turn)).toBe('committed')
  expect(await committedValues(cluster, outTopic)).toEqual(upTo(20))
})

it('says at least once without transactions: outputs acknowledged, then offsets at the receipt’s generation', async () => {
  const { topic, source } = await startWorker(cluster, { partitions: 1 })
  await readCount(source, 5)
  const batch = await nextBatch(source)
  expect(await source.commit(batch.next, batch.receipt)).toBe('committed')
  expect(await source.committed([{ topic, partition: 0 }])).toEqual(batch.next)
})

it('refuses an output topic that is not there, by name', async () => {
  const topic = cluster.name('missing')
  await expect(openSink(cluster, cluster.name('tx'), { topic })).rejects.toMatchObject({
    code: 'SINK_FAILED',
    expected: `topic "${topic}" in the cluster`,
  })
})

function texts(headers: readonly (readonly [string, Uint8Array | null])[] | undefined): [string, string][] {
  return (headers ?? []).map(([name, value]) => [name, Buffer.from(value ?? []).toString()])
}
