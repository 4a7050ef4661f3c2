import { Kafka, logLevel } from 'kafkajs'
import { map } from 'rxjs'
import { expect, it } from 'vitest'
import { store as memoryStore } from '../../../connectors/memory/index.ts'
import * as memory from '../../../connectors/memory/index.ts'
import { sink, source, type KafkaJsSourceOptions } from '../../../connectors/kafkajs/index.ts'
import { scanByKey } from '../../../operators/index.ts'
import { pipeline } from '../../../src/pipeline/spec.ts'
import type { RunOptions } from '../../../src/pipeline/run-options.ts'
import { run } from '../../../src/pipeline/run.ts'
import { acknowledgedSinkContract } from '../../../src/testing/contracts/sink-contract.ts'
import { nextAssignment, nextBatch, readAll, readCount, useCluster } from '../kafka/cluster.ts'

const cluster = useCluster()
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)
/** Five keys in each partition. */
const numbers = (count: number, partitions = 1) =>
  upTo(count).map((n) => {
    const partition = n % partitions
    return { key: `p${partition}-k${n % 5}`, value: `{"n":${n}}`, partition, timestamp: 1000 + n }
  })

const ownKafka = () => new Kafka({ brokers: [cluster.brokers], logLevel: logLevel.NOTHING, retry: { retries: 2 } })

async function open(topic: string, options: Partial<KafkaJsSourceOptions<unknown>> = {}) {
  const consumer = { heartbeatInterval: 100, maxWaitTimeInMs: 100, rebalanceTimeout: 3000 }
  const opened = source({ kafka: ownKafka(), groupId: cluster.name('group'), topic, consumer, ...options })
  cluster.onClose(() => opened.close())
  await opened.open()
  return opened
}

let outTopic = ''
acknowledgedSinkContract('kafkajs', {
  create: async () => {
    outTopic = await cluster.createTopic()
    return sink({ kafka: ownKafka(), topic: outTopic })
  },
  written: async () => {
    const { ticks } = await readAll(await cluster.source({ topic: outTopic, stopAtEnd: true }))
    return ticks.map(({ value }) => (value as { id: string }).id)
  },
})

it('gives every record of four partitions once, in order within each, at any batch size', async () => {
  const topic = await cluster.createTopic(4)
  await cluster.produce(topic, numbers(2000, 4))
  for (const maxTicks of [7, 1000]) {
    const { ticks } = await readAll(await open(topic, { stopAtEnd: true }), maxTicks)
    for (const partition of upTo(4)) {
      const own = ticks.filter((tick) => tick.partition === partition)
      expect(own.map(({ offset }) => offset)).toEqual(upTo(500))
      expect(own.map(({ value }) => (value as { n: number }).n)).toEqual(upTo(500).map((i) => i * 4 + partition))
    }
    expect(ticks[0]).toMatchObject({ key: expect.stringMatching(/^p\d-k\d$/), eventTime: expect.any(Number) })
  }
})

it('reads again from any offset after a seek', async () => {
  const topic = await cluster.createTopic()
  await cluster.produce(topic, numbers(500))
  const opened = await open(topic)
  await nextAssignment(opened)
  const all = await readCount(opened, 500, 90)
  for (const offset of [499, 0, 250]) {
    await opened.seek({ topic, partition: 0 }, offset)
    expect((await readCount(opened, 500 - offset)).ticks).toEqual(all.ticks.slice(offset))
  }
})

it('gives bad records to the dead letters and goes on', async () => {
  const topic = await cluster.createTopic()
  await cluster.produce(topic, [
    { key: 'a', value: '{"n":1}' },
    { key: 'a', value: '{torn' },
    { key: 'a', value: '{"n":1e999}' },
    { key: null, value: '{"n":2}' },
    { key: 'a', value: Buffer.from([0xff, 0xfe]) },
    { key: 'a', value: null },
    { key: 'a', value: '{"n":3}' },
  ])
  const { ticks, deadLetters } = await readAll(await open(topic, { stopAtEnd: true }))
  expect(ticks.map(({ offset }) => offset)).toEqual([0, 6])
  expect(deadLetters.map(({ offset, reason }) => [offset, reason])).toEqual([
    [1, 'malformed'],
    [2, 'non-finite'],
    [3, 'malformed'],
    [4, 'invalid-utf8'],
    [5, 'malformed'],
  ])
})

it('begins at the end, or at a time, where that was asked for', async () => {
  const topic = await cluster.createTopic()
  await cluster.produce(topic, numbers(10))
  const place = { topic, partition: 0 }
  expect(await (await open(topic, { from: 'latest' })).startOffset(place)).toBe(10)
  const timed = await open(topic, { from: { time: 1004 }, stopAtEnd: true })
  expect((await readAll(timed)).ticks.map(({ offset }) => offset)).toEqual([4, 5, 6, 7, 8, 9])
  expect(await timed.bounds(place)).toEqual({ start: 0, end: 10 })
})

it('commits offsets for the group, and no more once the group has formed anew', async () => {
  const topic = await cluster.createTopic(2)
  await cluster.produce(topic, numbers(20, 2))
  const groupId = cluster.name('group')
  const first = await open(topic, { groupId })
  const places = [0, 1].map((partition) => ({ topic, partition }))
  const batch = await nextBatch(first, 4)
  expect(await first.committed(places)).toEqual(new Map())
  expect(await first.commit(batch.next, batch.receipt)).toBe('committed')
  expect(await first.committed(places)).toEqual(batch.next)
  const second = await open(topic, { groupId })
  expect((await nextAssignment(second)).partitions).toHaveLength(1)
  expect((await nextAssignment(first)).partitions).toHaveLength(1)
  expect(await first.holds(batch.receipt)).toBe(false)
  expect(await first.commit(batch.next, batch.receipt)).toBe('refused')
})

it('runs in a pipeline that goes on where it was, at least once', async () => {
  const topic = await cluster.createTopic(2)
  const forecasts = await cluster.createTopic(2)
  await cluster.produce(topic, numbers(40, 2))
  const state = memoryStore()
  const groupId = cluster.name('group')
  const runTo = (maxTicks: number) => {
    const kafka = ownKafka()
    return run(
      pipeline({
        source: source<{ n: number }>({ kafka, groupId, topic, stopAtEnd: true, consumer: { maxWaitTimeInMs: 100 } }),
        sink: sink({ kafka, topic: forecasts }),
        deadLetters: memory.sink(),
        state,
        turn: { maxTicks: 5 },
        operators: (ticks) =>
          ticks.pipe(
            scanByKey((sum: number, { n }) => sum + n, 0),
            map((sum) => ({ sum })),
          ),
      }),
      { maxTicks },
    )
  }
  expect(await runTo(15)).toMatchObject({ guarantee: 'at-least-once', ticks: 15 })
  expect(await runTo(1000)).toMatchObject({ ticks: 25, ended: true, counters: { ticks: 40 } })
  const { ticks } = await readAll(await cluster.source({ topic: forecasts, stopAtEnd: true }))
  const expected = numbers(40, 2).reduce((sums, { key, partition, value }) => {
    const place = `${key} of ${partition}`
    return sums.set(place, (sums.get(place) ?? 0) + (JSON.parse(value) as { n: number }).n)
  }, new Map<string, number>())
  const found = ticks.map(({ key, value }) => ({ key, ...(value as { id: string; sum: number }) }))
  const last = new Map(found.map(({ key, id, sum }) => [`${key} of ${id.split(':')[2]}`, sum]))
  expect(last).toEqual(expected)
  expect(new Set(ticks.map(({ value }) => (value as { id: string }).id)).size).toBe(40)
})

it('hands partitions over to a worker that joins, with their states', async () => {
  const topic = await cluster.createTopic(4)
  const counts = await cluster.createTopic(4)
  await cluster.produce(topic, numbers(200, 4))
  const [state, groupId, stop] = [memoryStore(), cluster.name('group'), new AbortController()]
  const work = (options: RunOptions) => {
    const kafka = ownKafka()
    const consumer = { heartbeatInterval: 100, maxWaitTimeInMs: 100, rebalanceTimeout: 3000 }
    const operators = scanByKey((count: number) => count + 1, 0)
    const worker = pipeline({
      source: source({ kafka, groupId, topic, consumer }),
      sink: sink({ kafka, topic: counts }),
      deadLetters: memory.sink(),
      state,
      // The same records come twice.
      late: 'accept',
      operators: (ticks) => ticks.pipe(operators),
    })
    return run(worker, { signal: stop.signal, ...options })
  }
  const running: Promise<unknown>[] = []
  await new Promise<void>((onTurn) => running.push(work({ onTurn: () => onTurn() })))
  await new Promise<void>((onStart) => running.push(work({ onStart: () => onStart() })))
  await cluster.produce(topic, numbers(200, 4))
  const outputs = await cluster.source({ topic: counts })
  const seen = new Map<string, number>()
  while (seen.size < 400) {
    for (const { value } of (await nextBatch(outputs)).ticks) {
      const { id, value: count } = value as { id: string; value: number }
      // A repeat says the same.
      expect(seen.get(id) ?? count).toBe(count)
      seen.set(id, count)
    }
  }
  stop.abort()
  await Promise.all(running)
  // 20 states of 20 ticks.
  expect([...seen.values()].sort((a, b) => a - b)).toEqual(upTo(400).map((n) => Math.floor(n / 20) + 1))
})

it('refuses options that are none, and a client that is none', () => {
  expect(() => source({ kafka: {} as never, groupId: '', topic: [] })).toThrow(/kafka: .*Kafka.*groupId.*topic/)
  expect(() => sink({ kafka: ownKafka(), topic: '' })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
})

it('says what failed when the brokers are not there', async () => {
  const kafka = new Kafka({ brokers: ['127.0.0.1:1'], logLevel: logLevel.NOTHING, retry: { retries: 0 } })
  const unreachable = source({ kafka, groupId: 'g', topic: 't' })
  await expect(unreachable.open()).rejects.toMatchObject({ code: 'SOURCE_FAILED' })
  await expect(sink({ kafka, topic: 't' }).open()).rejects.toMatchObject({ code: 'SINK_FAILED' })
  await unreachable.close()
})
