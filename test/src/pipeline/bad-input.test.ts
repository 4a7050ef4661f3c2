import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as file from '../../../connectors/file/index.ts'
import * as sqlite from '../../../connectors/sqlite/index.ts'
import { dedupe, forecast } from '../../../operators/index.ts'
import { pipeline, run } from '../../../src/index.ts'
import { randomForecaster, randomWalk } from '../../operators/random-model.ts'

interface Trade {
  readonly key: string
  readonly id: number
  readonly price: number
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwise-bad-'))
})
afterEach(() => rm(folder, { recursive: true }))

const walk = randomWalk(120, ['A', 'B'])
const lineOf = (i: number) => `{"key":"${walk[i]!.symbol}","time":${1000 * i},"id":${i},"price":${walk[i]!.price}}`
const good = walk.map((_, i) => lineOf(i))

async function runOver(name: string, lines: readonly (string | Buffer)[]) {
  const input = join(folder, `${name}.ndjson`)
  await writeFile(input, Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\n')])))
  const state = sqlite.store(join(folder, `${name}-state`))
  const deadPath = join(folder, `${name}.dead.ndjson`)
  const summary = await run(
    pipeline({
      name: 'bad',
      source: file.source<Trade>({ path: input, topic: 'ticks' }),
      sink: file.sink({ path: join(folder, `${name}.out.ndjson`), output: 'out' }),
      deadLetters: file.deadLetterSink({ path: deadPath, output: 'dead' }),
      state,
      operators: (ticks) =>
        ticks.pipe(
          dedupe(({ id }) => id),
          forecast(randomForecaster()),
        ),
    }),
  )
  const deadLetters = (await readFile(deadPath, 'utf8')).split('\n').filter((line) => line !== '')
  const outputs = (await readFile(join(folder, `${name}.out.ndjson`), 'utf8')).split('\n').filter((line) => line !== '')
  const reader = sqlite.store(join(folder, `${name}-state`), { readOnly: true })
  await reader.open()
  const records = new Map<string, Uint8Array>()
  for await (const { key, bytes } of reader.records({ topic: 'ticks', partition: 0 })) records.set(key, bytes)
  await reader.close()
  return {
    summary,
    deadLetters: deadLetters.map((line) => JSON.parse(line) as Record<string, unknown>),
    outputs,
    records,
  }
}

const huge = `{"key":"A","time":1,"id":1,"price":1,"note":"${'x'.repeat(10 << 20)}"}`
const bad: readonly [string, string, string | Buffer][] = [
  ['torn JSON', 'malformed', '{"key":"A","ti'],
  ['an empty object', 'failed', '{"key":"A","time":900000}'],
  ['a price that is a word', 'failed', '{"key":"A","time":900000,"id":9001,"price":"n/a"}'],
  ['a price that overflows', 'non-finite', '{"key":"A","time":900000,"id":9002,"price":1e999}'],
  ['a price of zero', 'failed', '{"key":"A","time":900000,"id":9003,"price":0}'],
  ['a late tick', 'late', '{"key":"A","time":1,"id":9004,"price":100}'],
  ['10 MB in one line', 'oversized', huge],
  ['invalid UTF-8', 'invalid-utf8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
]

test.each(bad)('%s goes to the dead letters as %s and touches no state', async (_, reason, line) => {
  const clean = await runOver('clean', good)
  const { summary, deadLetters, outputs, records } = await runOver('with', [
    ...good.slice(0, 60),
    line,
    ...good.slice(60),
  ])
  expect(deadLetters).toHaveLength(1)
  const [letter] = deadLetters
  expect(letter).toMatchObject({ reason, topic: 'ticks', partition: 0 })
  expect(letter!.offset).toBe(good.slice(0, 60).join('\n').length + 1)
  expect(String(letter!.message)).not.toBe('')
  expect(JSON.stringify(letter).length, 'raw bytes are cut').toBeLessThan(20_000)
  expect(summary.counters[`deadLetters.${reason}`]).toBe(1)
  // Offsets after the bad line are shifted by it; everything else is equal.
  expect(outputs.map(withoutId)).toEqual(clean.outputs.map(withoutId))
  expect([...records.keys()]).toEqual([...clean.records.keys()])
  for (const [key, bytes] of records) expect(statesOf(bytes)).toEqual(statesOf(clean.records.get(key)!))
})

test('all of them at once, at turns of any size, stop nothing', async () => {
  const mixed = good.flatMap((line, i) => (i % 15 === 14 ? [line, bad[Math.floor(i / 15)]![2]] : [line]))
  const clean = await runOver('clean', good)
  const { deadLetters, outputs } = await runOver('mixed', mixed)
  expect(deadLetters.map(({ reason }) => reason)).toEqual(bad.map(([, reason]) => reason))
  expect(outputs.map(withoutId)).toEqual(clean.outputs.map(withoutId))
})

test('a repeated tick is dropped by dedupe and leaves the forecasts as they were', async () => {
  const clean = await runOver('clean', good)
  const repeated = await runOver(
    'repeated',
    good.flatMap((line) => [line, line]),
  )
  expect(repeated.deadLetters).toEqual([])
  expect(repeated.outputs.map(withoutId)).toEqual(clean.outputs.map(withoutId))
})

test('an empty file ends at once, with nothing to say', async () => {
  const { summary, outputs, deadLetters } = await runOver('empty', [])
  expect(summary).toMatchObject({ ticks: 0, ended: true })
  expect([...outputs, ...deadLetters]).toEqual([])
})

const withoutId = (line: string) => line.replace(/"id":"[^"]*",/, '')
/** The record without its last absorbed offset (bytes 8 to 15). */
const statesOf = (bytes: Uint8Array) => Buffer.concat([bytes.subarray(0, 8), bytes.subarray(16)])
