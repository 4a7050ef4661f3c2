import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { priceFile } from './price-file.ts'
import { spawnTickwise } from './spawn-tickwise.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwise-lint-'))
  await writeFile(join(folder, 'prices.csv'), priceFile({ days: 60, keys: ['AAA', 'BBB'] }))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function lint(rxjs: string, chain: string, options = '', words: readonly string[] = []) {
  const file = `import { pipeline } from 'tickwise'
import { forecast, scanByKey } from 'tickwise/operators'
import * as file from 'tickwise/connectors/file'
import * as stdio from 'tickwise/connectors/stdio'
${rxjs}
interface Price { readonly close: number }
void [forecast, scanByKey, stdio]
export default pipeline({
  source: file.source<Price>({ path: 'prices.csv', preset: 'ohlcv' }),
  sink: file.sink({ path: 'out.ndjson' }),
  ${options}
  operators: (ticks) => ticks.pipe(${chain}),
})
`
  await writeFile(join(folder, 'pipeline.ts'), file)
  return spawnTickwise(['lint', 'pipeline.ts', ...words], folder).ended
}

test('has nothing to say about a sound pipeline, and its replay is byte-equal', async () => {
  const chain = "forecast('prices', { value: (t) => t.close })"
  const { code, out } = await lint('', chain, '', ['--replay'])
  expect(out).toContain('Replayed 120 ticks of 2 keys')
  expect(out).toContain('nothing to complain about (exactly-once)')
  expect(code).toBe(0)
})

test('names rxjs operators that hold state, where they are imported, and what to use instead', async () => {
  const { code, out } = await lint(
    "import { map, scan as fold, debounceTime } from 'rxjs'",
    'fold((n) => n + 1, 0), map((n) => n)',
  )
  expect(code).toBe(1)
  expect(out).toMatch(/pipeline\.ts:5 +rxjs scan holds state .*scanByKey/)
  expect(out).toContain('rxjs debounceTime')
  expect(out).not.toContain('rxjs map')
})

test('--replay finds state that a crash loses, and shows the first difference', async () => {
  const { code, out } = await lint('', '((seen) => (t$) => t$.pipe(scanByKey(() => ++seen, 0)))(0)', '', [
    '--replay',
    'prices.csv',
    '--json',
  ])
  expect(code).toBe(1)
  const report = JSON.parse(out) as { faults: { code: string; received: string }[]; stateful: unknown[] }
  expect(report.stateful).toEqual([])
  expect(report.faults).toMatchObject([{ code: 'CHAIN_INVALID' }])
  expect(report.faults[0]!.received).toContain('instead of')
})

test('finds a guarantee that the connectors can not keep, and a model that is not there', async () => {
  const { code, out } = await lint(
    '',
    "forecast('nowhere', { value: (t) => t.close })",
    "deadLetters: stdio.sink() as never, guarantee: 'exactly-once',",
  )
  expect(code).toBe(1)
  expect(out).toContain('dead letters to stdio')
  expect(out).toContain('no model "nowhere"')
})

test('lists every fault of the options at once', async () => {
  const { code, out } = await lint(
    '',
    'scanByKey((n) => n + 1, 0)',
    "turn: { maxTicks: 0 }, late: 'maybe' as never, colour: 1,",
  )
  expect(code).toBe(1)
  for (const path of ['turn.maxTicks', 'late', 'colour']) expect(out).toContain(path)
})

test('knows a sink with transactions, and takes it for exactly once', async () => {
  const file = `import { pipeline } from 'tickwise'
import * as kafka from 'tickwise/connectors/kafka'
import * as redis from 'tickwise/connectors/redis'
export default pipeline({
  source: kafka.source({ brokers: 'localhost:9092', groupId: 'g', topic: 'in' }),
  sink: kafka.sink({ brokers: 'localhost:9092', topic: 'out' }),
  state: redis.store(),
  guarantee: 'exactly-once',
  operators: (ticks) => ticks,
})
`
  await writeFile(join(folder, 'kafka.ts'), file)
  const { code, out } = await spawnTickwise(['lint', 'kafka.ts'], folder).ended
  expect(out).toContain('nothing to complain about (exactly-once)')
  expect(code).toBe(0)
}, 60_000)
