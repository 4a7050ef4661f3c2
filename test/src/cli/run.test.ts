import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { priceFile } from './price-file.ts'
import { spawnTickwise } from './spawn-tickwise.ts'

let folder: string

/** A pipeline file over `folder`, with outputs and state under a name of its own. */
async function writePipeline(name: string, { follow = false } = {}): Promise<string> {
  const path = join(folder, `${name}.ts`)
  await writeFile(
    path,
    `import { pipeline } from 'tickwise'
import { forecast, score } from 'tickwise/operators'
import * as file from 'tickwise/connectors/file'
import * as sqlite from 'tickwise/connectors/sqlite'

const path = (name: string) => ${JSON.stringify(`${folder}/`)} + name

export default pipeline({
  name: 'prices',
  source: file.source<{ close: number }>({ path: path('prices.csv'), preset: 'ohlcv', follow: ${follow} }),
  sink: file.sink({ path: path('${name}.ndjson'), output: 'forecasts' }),
  deadLetters: file.deadLetterSink({ path: path('${name}.dead.ndjson'), output: 'dead' }),
  state: sqlite.store(path('${name}-state')),
  turn: { maxTicks: 50 },
  checkpoint: { everyTicks: 100 },
  operators: (ticks) => ticks.pipe(forecast('prices', { value: (t) => t.close }), score()),
})
`,
  )
  return path
}

/** In a process of its own: the file is imported by Node, not by the test runner. */
const tickwise = (words: readonly string[], env?: NodeJS.ProcessEnv) => spawnTickwise(words, folder, env).ended

let expected: Buffer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwise-run-'))
  const rows = priceFile({ days: 300, keys: ['AAA', 'BBB'] }).replace(/^(2020-03-01,AAA),.*$/m, '$1,n/a')
  await writeFile(join(folder, 'prices.csv'), rows)
  const { code } = await tickwise(['run', await writePipeline('whole')])
  expect(code).toBe(0)
  expected = await readFile(join(folder, 'whole.ndjson'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('runs a file to its end and counts ticks, outputs and dead letters', async () => {
  const { code, err } = await tickwise(['run', await writePipeline('counts')])
  expect(code).toBe(0)
  expect(err).toContain('prices: exactly-once; from the beginning')
  expect(err).toContain('599 ticks in this run, 599 in all')
  expect(err).toContain('dead letters: 1 malformed')
  const letters = (await readFile(join(folder, 'counts.dead.ndjson'), 'utf8')).trim().split('\n')
  expect(letters).toHaveLength(1)
  expect(letters[0]).toContain('n/a')
})

test('stops at --max-ticks and goes on there, to the same bytes', async () => {
  const path = await writePipeline('parts')
  const first = await tickwise(['run', path, '--max-ticks', '200', '--json'])
  expect(JSON.parse(first.out)).toMatchObject({ state: 'stopped', ticks: 200, guarantee: 'exactly-once' })
  const second = await tickwise(['run', path, '--json'])
  expect(JSON.parse(second.out)).toMatchObject({ state: 'ended', ticks: 399, counters: { ticks: 599 } })
  expect(await readFile(join(folder, 'parts.ndjson'))).toEqual(expected)
})

describe('a process', () => {
  test('that is interrupted finishes its turn, saves and leaves with 130', async () => {
    const { child, shown, ended } = spawnTickwise(['run', await writePipeline('follow', { follow: true })], folder)
    await shown('from the beginning')
    child.kill('SIGINT')
    const { code, err } = await ended
    expect(code).toBe(130)
    expect(err).toContain('Interrupted; state saved')
  })

  test('with a dashboard serves a page as long as it runs', async () => {
    const words = ['run', await writePipeline('page', { follow: true }), '--dashboard', '--port', '0']
    const { child, shown, ended } = spawnTickwise(words, folder)
    await shown('from the beginning')
    const url = /Live page: (http:\S+)/.exec(await shown('Live page: http'))![1]!
    const page = await (await fetch(url)).text()
    expect(page).toContain('<title>')
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 130 })
    await expect(fetch(url)).rejects.toThrow('fetch failed')
  })

  test.each(['outputs-appended:3', 'outputs-synced:2', 'saved:2'])(
    'killed at %s leaves no trace',
    async (failpoint) => {
      const name = failpoint.replace(':', '-')
      const path = await writePipeline(name)
      const { signal } = await spawnTickwise(['run', path], folder, { TICKWISE_FAILPOINT: failpoint }).ended
      expect(signal).toBe('SIGKILL')
      expect((await tickwise(['run', path])).code).toBe(0)
      expect(await readFile(join(folder, `${name}.ndjson`))).toEqual(expected)
    },
  )
})

describe('refuses', () => {
  const cases: Readonly<Record<string, readonly [text: string, said: string]>> = {
    'nothing.ts': ['export const other = 1', 'no default export'],
    'number.ts': ['export default 5', 'a number'],
    'faults.ts': [
      `import { pipeline } from 'tickwise'
       export default pipeline({ name: 'a b', source: {} as never, sink: {} as never, operators: 5 as never })`,
      'source: needs read(); sink: needs close(); operators',
    ],
  }
  test.each(Object.keys(cases))('%s with all that is wrong', async (name) => {
    const [text, said] = cases[name]!
    await writeFile(join(folder, name), text)
    const { code, err } = await tickwise(['run', join(folder, name)])
    expect(code).toBe(2)
    expect(err).toContain(said)
  })

  test('a file that is not there', async () => {
    const { code, err } = await tickwise(['run', join(folder, 'nowhere.ts')])
    expect(code).toBe(2)
    expect(err).toContain('nowhere.ts')
  })

  test('a failpoint that is none', async () => {
    const { code, err } = await tickwise(['run', await writePipeline('failpoint')], {
      TICKWISE_FAILPOINT: 'sometime:1',
    })
    expect(code).toBe(2)
    expect(err).toContain('outputs-synced')
  })
})
