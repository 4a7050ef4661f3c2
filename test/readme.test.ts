import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { source } from '../connectors/kafka/index.ts'
import { kafkaBroker } from './services/kafka-broker.ts'
import { noRedisReason, startRedis } from './services/redis-server.ts'

const root = join(import.meta.dirname, '..')
const readme = await readFile(join(root, 'README.md'), 'utf8')
const snippets = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((found) => found[1]!)
const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((found) => found[1]!)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwise-readme-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function node(...words: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...words], { cwd: folder })
  const closed = once(child, 'close') as Promise<[number | null]>
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = await closed
  return { code, out, err }
}

test('the README has three snippets, and a test for each', () => {
  expect(snippets).toHaveLength(3)
})

test('the snippet for any Observable forecasts', async () => {
  // What an installed package would find by its name is lent by the program's own hooks.
  const lend = pathToFileURL(join(root, 'src/cli/run/lend-packages.ts')).href
  const prelude = `import { lendPackages } from ${JSON.stringify(lend)}\nlendPackages()\nawait import('./snippet.ts')\n`
  await writeFile(join(folder, 'snippet.ts'), snippets[0]!)
  await writeFile(join(folder, 'start.ts'), prelude)
  const { code, out, err } = await node('start.ts')
  expect(err).toBe('')
  expect(code).toBe(0)
  const lines = out.trim().split('\n')
  expect(lines.length).toBeGreaterThan(0)
  for (const line of lines) expect(line).toMatch(/^ABC 1[23]\d \[ 1\d\d\.\d+, 1\d\d\.\d+ \]$/)
})

test('the pipeline snippet turns a file of prices into a file of forecasts', async () => {
  await writeFile(join(folder, 'pipeline.ts'), snippets[1]!)
  await copyFile(join(root, 'src/cli/data/prices.csv'), join(folder, 'prices.csv'))
  const { code, err } = await node(join(root, 'src/cli/main.ts'), 'run', 'pipeline.ts', '--max-ticks', '2000')
  expect(err).toContain('exactly-once')
  expect(code).toBe(0)
  expect(err).toContain('2000 ticks in this run')
  const lines = (await readFile(join(folder, 'forecasts.ndjson'), 'utf8')).trim().split('\n')
  const last = JSON.parse(lines.at(-1)!) as {
    key: string
    forecasts: { horizon: number }[]
    skill: { scored: number }[]
  }
  expect(last.key).toBe('WTI')
  expect(last.forecasts.map(({ horizon }) => horizon)).toEqual([1, 2, 3, 4, 5])
  expect(last.skill[0]!.scored).toBeGreaterThan(1900)
})

test('the Kafka snippet turns a topic of prices into a topic of forecasts', async (context) => {
  const brokers = await kafkaBroker(context)
  context.skip(noRedisReason !== undefined, noRedisReason)
  const redis = await startRedis()
  context.onTestFinished(() => redis.stop())
  const topic = `readme-${crypto.randomUUID()}`
  const snippet = snippets[2]!
    .replaceAll('localhost:9092', brokers)
    .replace('redis://localhost:6379', redis.url)
    .replaceAll(/(groupId|topic): '(\w+)'/g, `$1: '${topic}-$2'`)
  await writeFile(join(folder, 'kafka.ts'), snippet)
  await copyFile(join(root, 'src/cli/data/prices.csv'), join(folder, 'prices.csv'))
  const program = join(root, 'src/cli/main.ts')
  const columns = ['--key', 'symbol', '--time', 'date', '--partitions', '4', '--speed', 'max']
  const fed = await node(program, 'feed', 'prices.csv', '--topic', `${topic}-prices`, '--brokers', brokers, ...columns)
  expect(fed.code, fed.err).toBe(0)
  const { code, err } = await node(program, 'run', 'kafka.ts', '--max-ticks', '2000')
  expect(err).toContain('exactly-once')
  expect(code, err).toBe(0)
  const reader = source<{ forecasts: unknown[] }>({ brokers, groupId: `${topic}-reader`, topic: `${topic}-forecasts` })
  context.onTestFinished(() => reader.close())
  await reader.open()
  for (;;) {
    const event = await reader.read({ maxTicks: 10, waitMs: 1000 })
    if (event.type === 'assigned') for (const partition of event.partitions) await reader.seek(partition, 0)
    else if (event.ticks.length > 0) {
      expect(event.ticks[0]!.value.forecasts).toHaveLength(5)
      return
    }
  }
}, 120_000)

test.each(links)('the link %s leads somewhere', async (link) => {
  await expect(access(join(root, link))).resolves.toBeUndefined()
})
