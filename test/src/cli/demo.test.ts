import { createServer } from 'node:http'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as memory from '../../../connectors/memory/index.ts'
import * as sqlite from '../../../connectors/sqlite/index.ts'
import { scanByKey } from '../../../operators/index.ts'
import { run } from '../../../src/pipeline/run.ts'
import { pipeline } from '../../../src/pipeline/spec.ts'
import { runTickwise } from './run-tickwise.ts'
import { spawnTickwise } from './spawn-tickwise.ts'

interface Summary {
  readonly counters: { readonly ticks: number; readonly outputs: number }
  readonly skill: readonly { key: string; horizon: number; networkMae: number; naiveMae: number; coverage: number }[]
}

const keys = ['EURAUD', 'EURGBP', 'EURJPY', 'EURUSD', 'WTI']
let folder: string
let whole: { summary: Summary; forecasts: Buffer }

const demo = (state: string, ...more: string[]) => ['demo', 'prices', '--no-dashboard', '--state', state, ...more]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwise-demo-'))
  const state = join(folder, 'whole')
  const { code, out } = await runTickwise(demo(state, '--speed', 'max', '--json'))
  expect(code).toBe(0)
  whole = { summary: JSON.parse(out) as Summary, forecasts: await readFile(join(state, 'forecasts.ndjson')) }
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

test('serves every later day of every key, from 1 to 5 days ahead, and nothing of the days before', () => {
  const lines = whole.forecasts.toString().trim().split('\n')
  expect(whole.summary.counters).toEqual({ ticks: 36_825, outputs: lines.length })
  const first = JSON.parse(lines[0]!) as { id: string; time: number; close: string; forecasts: { horizon: number }[] }
  expect(new Date(first.time).toISOString()).toBe('2015-01-02T00:00:00.000Z')
  expect(first.close).toBe('1.4841')
  expect(first.forecasts.map(({ horizon }) => horizon)).toEqual([1, 2, 3, 4, 5])
  expect(new Set(lines.map((line) => (JSON.parse(line) as { id: string }).id)).size).toBe(lines.length)
})

test('is as good as the last value and keeps its band, on days the network never saw', () => {
  expect([...new Set(whole.summary.skill.map(({ key }) => key))]).toEqual(keys)
  for (const { networkMae, naiveMae, coverage } of whole.summary.skill) {
    expect(networkMae / naiveMae).toBeLessThan(1.01)
    expect(coverage).toBeGreaterThan(0.75)
    expect(coverage).toBeLessThan(0.85)
  }
})

test('interrupted and started again, it ends with the same bytes', async () => {
  const state = join(folder, 'interrupted')
  const { child, shown, ended } = spawnTickwise(demo(state, '--speed', '200'), folder)
  await shown('+1 day')
  child.kill('SIGINT')
  const { code, err } = await ended
  expect(code).toBe(130)
  expect(err).toMatch(/Stopped after \d{4}-\d\d-\d\d\. The state is saved/)
  const part = await readFile(join(state, 'forecasts.ndjson'))
  expect(part.length).toBeGreaterThan(0)
  expect(part.length).toBeLessThan(whole.forecasts.length)

  const { out, err: news } = await runTickwise(demo(state, '--speed', 'max'))
  expect(news).toMatch(/Going on after \d{4}-/)
  expect(out).toContain('13121 forecasts, each exactly once')
  expect((await readFile(join(state, 'forecasts.ndjson'))).equals(whole.forecasts)).toBe(true)
})

test('finished, it shows the summary again and says how to start anew; --reset does', async () => {
  const state = join(folder, 'whole')
  const again = await runTickwise(demo(state))
  expect(again.code).toBe(0)
  expect(again.err).toContain('--reset')
  for (const key of keys) expect(again.out).toContain(key)
  const anew = await runTickwise(demo(state, '--reset', '--speed', 'max', '--json'))
  expect(JSON.parse(anew.out)).toEqual(whole.summary)
  expect((await readFile(join(state, 'forecasts.ndjson'))).equals(whole.forecasts)).toBe(true)
})

test('a port in use is refused with what to type', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { code, err } = await runTickwise(['demo', '--state', join(folder, 'port'), '--port', String(port)])
  server.close()
  expect(code).toBe(1)
  expect(err).toContain(`port ${port}`)
  expect(err).toContain('--port')
})

test('outputs that are shorter than the state says are refused, and --reset gets out of it', async () => {
  const state = join(folder, 'cut')
  const { child, shown, ended } = spawnTickwise(demo(state, '--speed', '200'), folder)
  await shown('+1 day')
  child.kill('SIGINT')
  await ended
  await writeFile(join(state, 'forecasts.ndjson'), '')
  const refused = await runTickwise(demo(state, '--speed', 'max'))
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('0 bytes')
  expect(refused.err).toContain('tickwise demo prices --reset')
  const { code } = await runTickwise(demo(state, '--reset', '--speed', 'max', '--json'))
  expect(code).toBe(0)
  expect((await readFile(join(state, 'forecasts.ndjson'))).equals(whole.forecasts)).toBe(true)
})

test('the state of other operators is refused, and stays as it was', async () => {
  const state = join(folder, 'foreign')
  const foreign = pipeline({
    name: 'demo-prices',
    source: memory.source<number>({ entries: [{ key: 'WTI', value: 1 }], topic: 'prices.csv' }),
    sink: memory.sink(),
    state: sqlite.store(state),
    operators: (ticks) => ticks.pipe(scanByKey((n) => n + 1, 0)),
  })
  await run(foreign)
  const before = await runTickwise(['inspect', '--state', state, '--key', 'WTI', '--json'])
  const refused = await runTickwise(demo(state, '--speed', 'max'))
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('scanByKey@1')
  expect(refused.err).toContain('tickwise demo prices --reset')
  expect(await runTickwise(['inspect', '--state', state, '--key', 'WTI', '--json'])).toEqual(before)
})
