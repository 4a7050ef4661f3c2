import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { priceFile } from './price-file.ts'
import { spawnTickwise } from './spawn-tickwise.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwise-operations-'))
  const rows = priceFile({ days: 60, keys: ['AAA', 'BBB'] }).replace(/^(2020-02-03,AAA),.*$/m, '$1,n/a')
  await writeFile(join(folder, 'prices.csv'), rows)
  await writeFile(
    join(folder, 'pipeline.ts'),
    `import { map } from 'rxjs'
import { pipeline } from 'tickwise'
import * as file from 'tickwise/connectors/file'

export default pipeline({
  name: 'watched',
  source: file.source({ path: 'prices.csv', preset: 'ohlcv', follow: true }),
  sink: file.sink({ path: 'out.ndjson' }),
  operators: (ticks) => ticks.pipe(map(({ close }) => ({ close }))),
})
`,
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a run in a container: metrics, readiness, JSON lines, settings from the environment, a clean end', async () => {
  const env = { TICKWISE_METRICS_PORT: '0', TICKWISE_LOG: 'json', TICKWISE_CHECKPOINT_EVERY_TICKS: '10' }
  const { child, shown, ended } = spawnTickwise(['run', 'pipeline.ts'], folder, env)
  const url = /"url":"(http:[^"]+)"/.exec(await shown('metrics and health are served'))![1]!
  await shown('dead letter')
  const metrics = async () => (await fetch(`${url}metrics`)).text()
  await expect.poll(metrics, { timeout: 20_000 }).toContain('tickwise_ticks_total{pipeline="watched"} 119')
  expect(await metrics()).toContain('tickwise_dead_letters_total{reason="malformed",pipeline="watched"} 1')
  expect(await metrics()).toContain('guarantee="exactly-once"')
  expect((await fetch(`${url}readyz`)).status).toBe(200)
  expect((await fetch(`${url}healthz`)).status).toBe(200)
  child.kill('SIGTERM')
  const { code, err } = await ended
  expect(code).toBe(130)
  // The program's own word on the signal is the one line that is no JSON.
  const lines = err.split('\n').filter((line) => line.startsWith('{'))
  const messages = lines.map((line) => (JSON.parse(line) as { message: string }).message)
  expect(messages).toEqual(
    expect.arrayContaining(['started', 'dead letter', 'stopping: the turn under way is finished and saved', 'ended']),
  )
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ state: 'interrupted', ticks: 119, pipeline: 'watched' })
})

test('wrong settings are all named before anything is opened', async () => {
  const env = { TICKWISE_TURN_MAX_TICKS: 'x', TICKWISE_LOG_LEVEL: 'loud' }
  const { code, err } = await spawnTickwise(['run', 'pipeline.ts', '--config', 'nowhere.json'], folder, env).ended
  expect(code).toBe(2)
  expect(err).toContain('nowhere.json')
  const second = await spawnTickwise(['run', 'pipeline.ts'], folder, env).ended
  expect(second.code).toBe(2)
  expect(second.err).toContain('turn.maxTicks (the environment)')
  expect(second.err).toContain('logLevel (the environment)')
})
