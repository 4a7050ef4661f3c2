import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readAll, readCount, useCluster } from '../../../connectors/kafka/cluster.ts'
import { runTickwise } from '../run-tickwise.ts'
import { spawnTickwise } from '../spawn-tickwise.ts'

const cluster = useCluster()
const prices =
  'date,symbol,close\n2024-01-02,ABC,10.5\n2024-01-02,XYZ,7\n2024-01-03,ABC,n/a\nbroken\n2024-01-04,ABC,11\n'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwise-feed-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function write(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

async function feed(path: string, ...more: string[]) {
  const topic = cluster.name('fed')
  const words = ['feed', path, '--topic', topic, '--brokers', cluster.brokers, '--partitions', '2', ...more]
  const ran = await runTickwise(words)
  const { ticks } = await readAll(await cluster.source({ topic, stopAtEnd: true, eventTime: timeOf }))
  return { ...ran, topic, ticks }
}

const timeOf = (value: unknown) => (value as { time: number }).time
const byTime = (ticks: readonly { readonly value: unknown }[]) =>
  ticks.map(({ value }) => value).sort((a, b) => timeOf(a) - timeOf(b))

it('makes keyed JSON records of the lines of a CSV file, and counts what is none', async () => {
  const path = await write('prices.csv', prices)
  const { code, out, topic, ticks } = await feed(path, '--key', 'symbol', '--time', 'date', '--speed', 'max', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toEqual({ topic, state: 'ended', ticks: 4, refused: 1, rounds: 1 })
  const at = (day: number) => Date.UTC(2024, 0, day)
  expect(byTime(ticks.filter(({ key }) => key === 'ABC'))).toEqual([
    { key: 'ABC', time: at(2), close: 10.5 },
    { key: 'ABC', time: at(3), close: 'n/a' },
    { key: 'ABC', time: at(4), close: 11 },
  ])
  expect(ticks.filter(({ key }) => key === 'XYZ').map(({ value }) => value)).toEqual([
    { key: 'XYZ', time: at(2), close: 7 },
  ])
})

it('takes JSON lines as they are, gzip too', async () => {
  const lines = '{"user":7,"at":1,"text":"so so"}\n{"user":8,"at":2,"text":"good"}\n'
  const path = await write('reviews.ndjson.gz', gzipSync(lines))
  const { code, err, ticks } = await feed(path, '--key', 'user', '--time', 'at', '--rate', '1000')
  expect([code, err]).toEqual([0, expect.stringContaining('2 ticks to topic')])
  expect(byTime(ticks)).toEqual([
    { key: '7', time: 1, user: 7, at: 1, text: 'so so' },
    { key: '8', time: 2, user: 8, at: 2, text: 'good' },
  ])
})

it('goes round with --loop, with times that only grow, until it is interrupted', async () => {
  const path = await write('prices.csv', prices)
  const topic = cluster.name('fed')
  const words = ['--topic', topic, '--brokers', cluster.brokers, '--partitions', '1', '--speed', 'max', '--loop']
  const feeding = spawnTickwise(['feed', path, ...words, '--time', 'date'], folder)
  let reading
  try {
    reading = await openWhenThere(topic)
    const { ticks } = await readCount(reading, 40)
    const times = ticks.map(({ value }) => timeOf(value))
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(new Set(times).size).toBe(30)
  } finally {
    feeding.child.kill('SIGINT')
  }
  const { code, err } = await feeding.ended
  expect([code, err]).toEqual([130, expect.stringContaining('Interrupted.')])
})

async function openWhenThere(topic: string) {
  for (;;) {
    const found = await cluster.source({ topic }).catch((error: unknown) => error as Error)
    if (!(found instanceof Error)) return found
  }
}

it.each([
  [['--speed', '1'], 'INPUT_INVALID', 1],
  [['--speed', '1', '--rate', '5'], 'CONFIG_INVALID', 2],
  [['--speed', 'max', '--time', 'when'], 'INPUT_INVALID', 1],
])('refuses %j', async (words, expected, leave) => {
  const path = await write('prices.csv', prices)
  const ran = await runTickwise([
    'feed',
    path,
    '--topic',
    't',
    '--brokers',
    cluster.brokers,
    '--partitions',
    '1',
    '--json',
    ...words,
  ])
  expect([ran.code, (JSON.parse(ran.err) as { error: { code: string } }).error.code]).toEqual([leave, expected])
})

it('refuses a topic that is not there, and brokers that are none', async () => {
  const path = await write('prices.csv', prices)
  const missing = await runTickwise(['feed', path, '--topic', cluster.name('none'), '--brokers', cluster.brokers])
  expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('--partitions')])
  expect((await runTickwise(['feed', path, '--topic', 't', '--brokers', 'here'])).code).toBe(2)
})
