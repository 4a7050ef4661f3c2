import { expect, test } from 'vitest'
import * as kafka from '../../../../connectors/kafka/index.ts'
import { toDeadLetter } from '../../../../src/stream/dead-letter.ts'
import { readCount, useCluster } from '../../../connectors/kafka/cluster.ts'
import { runTickwise } from '../run-tickwise.ts'

const cluster = useCluster()

test('a topic of dead letters is listed and replayed: the same key, bytes and headers, and the letter by name', async () => {
  const topic = await cluster.createTopic(2)
  const sink = kafka.deadLetterSink({ brokers: cluster.brokers, topic })
  await sink.open()
  const letters = ['a', 'b', 'c'].map((key, i) => {
    const headers = [['trace', Buffer.from(`t${i}`)] as const]
    const place = { topic: 'prices', partition: 1, offset: 10 + i, key, headers }
    const value = toDeadLetter({
      ...place,
      reason: i === 2 ? 'late' : 'failed',
      message: 'no',
      raw: Buffer.from(`{"n":${i}}`),
    })
    return { ...place, id: `p:prices:1:${10 + i}:0`, ordinal: 0, eventTime: undefined, value }
  })
  await sink.write(letters)
  await sink.close()
  const at = ['--brokers', cluster.brokers]
  const listed = JSON.parse((await runTickwise(['deadletters', 'list', topic, ...at, '--json'])).out) as object
  expect(listed).toMatchObject({ count: 3, reasons: { failed: 2, late: 1 } })

  const to = await cluster.createTopic(2)
  const words = ['deadletters', 'replay', topic, ...at, '--reason', 'failed', '--to', to, '--json']
  const { code, out, err } = await runTickwise(words)
  expect(code, err).toBe(0)
  expect(JSON.parse(out)).toEqual({ to, replayed: 2, cut: 0 })
  const { ticks } = await readCount(await cluster.source({ topic: to }), 2)
  const seen = ticks.map(({ key, value, headers = [] }) => ({
    ...{ key, value },
    headers: headers.map(([name, content]) => `${name}=${Buffer.from(content ?? []).toString()}`),
  }))
  expect(seen.sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
    { key: 'a', value: { n: 0 }, headers: ['trace=t0', 'tickwise.replay-of=p:prices:1:10:0'] },
    { key: 'b', value: { n: 1 }, headers: ['trace=t1', 'tickwise.replay-of=p:prices:1:11:0'] },
  ])
}, 120_000)
