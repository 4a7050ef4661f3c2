import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Backtest } from '../../../../src/cli/backtest/backtest.ts'
import { createRandom } from '../../../../src/numeric/random.ts'
import { spawnTickwise } from '../spawn-tickwise.ts'

/** In a process of its own: a pipeline file finds Tickwise by its name there. */
const runTickwise = (words: readonly string[]) => spawnTickwise(words, folder).ended

let folder: string
let data: string
const days = 300

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwise-backtest-pipeline-'))
  const random = createRandom(6)
  const prices = [20, 500]
  const rows = Array.from({ length: days }, (_, i) => {
    const day = new Date(Date.UTC(2022, 0, 1 + i)).toISOString().slice(0, 10)
    return ['A', 'B'].map((symbol, n) => `${day},${symbol},${(prices[n]! *= 1 + 0.01 * random.normal()).toFixed(4)}`)
  }).flat()
  data = join(folder, 'prices.csv')
  // The newest first, as many files are.
  await writeFile(data, ['date,symbol,mid', ...rows.reverse()].join('\n'))
})
afterAll(() => rm(folder, { recursive: true }))

async function writePipeline(name: string, chain: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(
    path,
    `import { pipeline } from 'tickwise'
import * as file from 'tickwise/connectors/file'
import { blend, calibrate, forecast, score } from 'tickwise/operators'
export default pipeline({
  name: 'mine',
  source: file.source({ path: ${JSON.stringify(join(folder, 'live.csv'))} }),
  sink: file.sink({ path: ${JSON.stringify(join(folder, 'out.ndjson'))} }),
  operators: (ticks) => ticks.pipe(${chain}),
})
`,
  )
  return path
}

test("runs a pipeline's own chain over the rows, and touches neither its source nor its sink nor its state", async () => {
  const chain = `forecast('prices', { key: (t) => t.symbol, value: (t) => t.mid }), blend(), calibrate({ coverage: 0.9 }), score()`
  const path = await writePipeline('pipeline.mjs', chain)
  const files = ['--page', join(folder, 'page.html'), '--out', join(folder, 'forecasts.csv')]
  const { code, out } = await runTickwise(['backtest', data, '--pipeline', path, '--share', '0.5', ...files, '--json'])
  expect(code).toBe(0)
  const result = JSON.parse(out) as Backtest
  expect(result).toMatchObject({ data: 'prices.csv', target: 'pipeline.mjs', nominal: 0.9, seeds: [0] })
  expect(result.model).toContain('mine')
  expect([...new Set(result.keys.map(({ key }) => key))].sort()).toEqual(['A', 'B'])
  expect(result.network[0]!.coverage).toBeGreaterThan(0.8)
  const [header, first] = (await readFile(join(folder, 'forecasts.csv'), 'utf8')).split('\n')
  const row = Object.fromEntries(header!.split(',').map((name, n) => [name, first!.split(',')[n]]))
  // What a forecast stood on and what came next are values of the file.
  const values = (await readFile(data, 'utf8')).split('\n').filter((line) => line.includes(`,${row['key']},`))
  const at = values.findIndex((line) => line.startsWith(row['time']!.slice(0, 10)))
  expect(values[at]!.split(',')[2]).toBe(Number(row['last']).toFixed(4))
  expect(values[at - 1]!.split(',')[2]).toBe(Number(row['actual']).toFixed(4))
  expect((await readdir(folder)).sort()).toEqual(['forecasts.csv', 'page.html', 'pipeline.mjs', 'prices.csv'])
}, 60_000)

test('says what it needs where no forecasts come out', async () => {
  const path = await writePipeline('none.mjs', '')
  const { code, err } = await runTickwise(['backtest', data, '--pipeline', path])
  expect(code).not.toBe(0)
  expect(err).toContain(`${2 * days} outputs, none of them a forecast`)
})

test('takes a pipeline or a model, not both', async () => {
  const path = await writePipeline('both.mjs', '')
  const { code, err } = await runTickwise(['backtest', data, '--pipeline', path, '--model', 'prices'])
  expect(code).not.toBe(0)
  expect(err).toContain('--pipeline or --model')
})
