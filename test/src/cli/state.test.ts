import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as memory from '../../../connectors/memory/index.ts'
import * as redis from '../../../connectors/redis/index.ts'
import * as sqlite from '../../../connectors/sqlite/index.ts'
import { dedupe, forecast, scanByKey, score } from '../../../operators/index.ts'
import { reportSection } from '../../../src/cli/state/report-section.ts'
import { describeRecord } from '../../../src/state/describe-record.ts'
import { modelFiles } from '../../../src/pipeline/model-files.ts'
import { run } from '../../../src/pipeline/run.ts'
import { pipeline } from '../../../src/pipeline/spec.ts'
import { noRedisReason, startRedis } from '../../services/redis-server.ts'
import { runTickwise } from './run-tickwise.ts'

let folder: string
const state = () => join(folder, 'state')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwise-state-'))
  const model = await modelFiles('models').load('prices')
  const entries = Array.from({ length: 60 }, (_, day) => ({
    key: day % 2 === 0 ? 'even' : 'odd',
    value: 100 + ((day * 7) % 61),
    eventTime: Date.UTC(2024, 0, day + 1),
  }))
  await run(
    pipeline({
      name: 'inspected',
      source: memory.source<number>({ entries }),
      sink: memory.sink(),
      deadLetters: memory.sink(),
      state: sqlite.store(state()),
      operators: (ticks) =>
        ticks.pipe(
          dedupe((t) => t),
          forecast(model),
          score(),
          scanByKey((n) => n + 1, 0),
        ),
    }),
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('inspect shows the checkpoint and the keys', async () => {
  const { code, out } = await runTickwise(['inspect', '--state', state()])
  expect(code).toBe(0)
  expect(out).toContain('pipeline inspected')
  expect(out).toMatch(/offset +60, the next one to read/)
  expect(out).toContain('ticks 60')
  expect(out).toContain('2024-02-29T00:00:00.000Z')
  expect(out).toContain('even, odd')
})

test('inspect shows every section of a key as its operator means it', async () => {
  const { out } = await runTickwise(['inspect', '--state', state(), '--key', 'odd', '--json'])
  const { records } = JSON.parse(out) as {
    records: {
      ticks: number
      offset: number
      sections: { id: string; numbers?: number[]; scores?: { horizon: number; verdict: string }[]; json?: unknown }[]
    }[]
  }
  expect(records).toHaveLength(1)
  expect(records[0]).toMatchObject({ key: 'odd', ticks: 30, offset: 59 })
  const section = (id: string) => records[0]!.sections.find((one) => one.id === id)!
  expect(section('infer').numbers).toHaveLength(32)
  expect(section('features').numbers!.slice(0, 2)).toEqual([30, 100 + ((59 * 7) % 61)])
  expect(section('dedupe').json).toEqual(expect.arrayContaining([String(100 + ((59 * 7) % 61))]))
  expect(section('score').scores?.map(({ horizon }) => horizon)).toEqual([1, 2, 3, 4, 5])
  expect(section('score').scores![0]!.verdict).toMatch(/ than | with /)
  expect(section('scanByKey').json).toEqual(expect.any(Number))
  const { out: text } = await runTickwise(['inspect', '--state', state(), '--key', 'odd'])
  for (const id of ['infer', 'features', 'score', 'dedupe', 'scanByKey']) expect(text).toContain(`  ${id}  version`)
})

test('inspect reads a state in Redis, names whose it is, and shows no password', async (context) => {
  context.skip(noRedisReason !== undefined, noRedisReason)
  const server = await startRedis()
  context.onTestFinished(() => server.stop())
  const entries = Array.from({ length: 9 }, (_, n) => ({ key: n % 2 === 0 ? 'even' : 'odd', value: n }))
  await run(
    pipeline({
      name: 'counted',
      source: memory.source<number>({ entries }),
      sink: memory.sink(),
      state: redis.store({ url: server.url }),
      guarantee: 'at-least-once',
      operators: (ticks) => ticks.pipe(scanByKey((n) => n + 1, 0)),
    }),
  )
  const place = ['--state', server.url.replace('//', '//:secret-word@')]
  const whose = ['--pipeline', 'counted']
  const wrong = await runTickwise(['inspect', '--state', server.url])
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('--pipeline')])
  const { code, out } = await runTickwise(['inspect', '--state', server.url, ...whose, '--key', 'odd'])
  expect(code).toBe(0)
  expect(out).toMatch(/odd .*in memory\/0[\s\S]*scanByKey {2}version 1, 1 bytes[\s\S]* 4$/m)
  const named = await runTickwise(['inspect', ...place, ...whose, '--json'])
  expect(named.out).toContain('"state":"redis://***@')
  expect(named.out + named.err).not.toContain('secret-word')
})

test('inspect says of a section of another version that it is one, and shows the rest', () => {
  const section = { id: 'score', version: 1, stampHash: '0'.repeat(16), bytes: new Uint8Array(24) }
  expect(reportSection(section)).toMatchObject({
    bytes: 24,
    unread: expect.stringContaining('reads version 3') as string,
  })
  expect(reportSection({ ...section, id: 'someone-elses' })).not.toHaveProperty('unread')
})

test('a record of another format is no damage, and its message names the way out', () => {
  const record = new Uint8Array(48)
  record.set(new TextEncoder().encode('TWKR'))
  record[4] = 9
  expect(() => describeRecord(record)).toThrow(
    expect.objectContaining({
      code: 'RECORD_FOREIGN',
      message: expect.stringMatching(/format 9, of a newer version of Tickwise.*tickwise reset/) as string,
    }),
  )
})

test('inspect names the keys there are when asked for another', async () => {
  const { code, err } = await runTickwise(['inspect', '--state', state(), '--key', 'prime'])
  expect(code).toBe(1)
  expect(err).toContain('even, odd')
})

test('inspect reads beside a run that writes, which reset refuses', async () => {
  const writer = sqlite.store(state())
  await writer.open()
  expect((await runTickwise(['inspect', '--state', state()])).code).toBe(0)
  const { code, err } = await runTickwise(['reset', '--state', state()])
  await writer.close()
  expect(code).toBe(1)
  expect(err).toContain('only writer')
})

test('reset forgets everything, and makes no folder where there is none', async () => {
  const copy = join(folder, 'nowhere')
  expect((await runTickwise(['reset', '--state', copy])).code).toBe(1)
  await expect(rm(copy)).rejects.toThrow('ENOENT')
  const { code, out } = await runTickwise(['reset', '--state', state()])
  expect(code).toBe(0)
  expect(out).toContain('forgot memory/0')
  expect((await runTickwise(['inspect', '--state', state()])).out).toContain('no checkpoint so far')
})

test('reset takes a pipeline file in place of a folder, and one of both', async () => {
  const file = join(folder, 'pipeline.ts')
  const inTree = (path: string) => JSON.stringify(new URL(`../../../${path}`, import.meta.url).pathname)
  await writeFile(
    file,
    `import * as memory from ${inTree('connectors/memory/index.ts')}
import * as sqlite from ${inTree('connectors/sqlite/index.ts')}
import { pipeline } from ${inTree('src/index.ts')}
export default pipeline({ name: 'inspected', source: memory.source({ entries: [] }), sink: memory.sink(),
  state: sqlite.store(${JSON.stringify(state())}), operators: (ticks) => ticks })
`,
  )
  expect((await runTickwise(['reset'])).code).toBe(2)
  expect((await runTickwise(['reset', file, '--state', state()])).code).toBe(2)
  const { code, out } = await runTickwise(['reset', file])
  expect([code, out]).toEqual([0, `${file}: forgot nothing, it was empty\n`])
})
