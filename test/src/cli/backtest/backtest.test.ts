import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Backtest } from '../../../../src/cli/backtest/backtest.ts'
import { createRandom } from '../../../../src/numeric/random.ts'
import { runTickwise, type Ran } from '../run-tickwise.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwise-backtest-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Two keys that go back to their mean, so that there is something to forecast; days that a season repeats in. */
async function writeData(name: string, rowOf: (time: string, key: string, value: number) => string, header: string) {
  const random = createRandom(3)
  const values = [50, 200]
  const rows = Array.from({ length: 700 }, (_, i) => {
    const time = new Date(Date.UTC(2020, 0, 1) + i * 86_400_000).toISOString().slice(0, 10)
    return ['A,"x"', '<b>'].map((key, n) => {
      const mean = [50, 200][n]!
      values[n] = mean + 0.3 * (values[n]! - mean) + 0.05 * mean * random.normal()
      return rowOf(time, key, values[n])
    })
  })
  const path = join(folder, name)
  await writeFile(path, [header, ...rows.flat()].filter((row) => row !== '').join('\n'))
  return path
}

const quick = ['--updates', '40', '--hidden', '6', '--horizons', '1,3']

describe('tickwise backtest', () => {
  let data: string
  let ran: Ran
  let result: Backtest & { readonly page: string; readonly out: string }
  beforeAll(async () => {
    const quoted = (key: string) => `"${key.replaceAll('"', '""')}"`
    data = await writeData(
      'data.csv',
      (time, key, value) => `${time},${quoted(key)},${value.toFixed(4)}`,
      'date,key,close',
    )
    const files = ['--page', join(folder, 'pages', 'page.html'), '--out', join(folder, 'out.csv')]
    ran = await runTickwise([
      'backtest',
      data,
      ...quick,
      ...['--updates', '200'],
      '--folds',
      '2',
      '--seeds',
      '1,2',
      '--control',
      ...files,
      '--json',
    ])
    result = JSON.parse(ran.out) as typeof result
  }, 120_000)

  it('scores every origin beside naive forecasts and a stateless control', () => {
    expect(ran).toMatchObject({ code: 0, err: '' })
    expect(result).toMatchObject({
      data: 'data.csv',
      target: 'close',
      horizons: [1, 3],
      seeds: [1, 2],
      season: 1,
      nominal: 0.8,
    })
    // The last 30 % of 700 values each, in two parts.
    expect(result.folds.map(({ training, origins }) => [training, origins])).toEqual([
      [2 * 490, 2 * 105],
      [2 * 595, 2 * 105],
    ])
    expect(result.folds[1]!.from).toBe('2021-08-18T00:00:00.000Z')
    const [next, later] = result.network
    // At the end the actuals of the last ticks are not known.
    expect([next!.scored, later!.scored]).toEqual([2 * 209, 2 * 207])
    expect(next!.ratioLeast).toBeLessThanOrEqual(next!.ratio)
    expect(next!.ratio).toBeLessThan(0.97)
    expect(next!.coverage).toBeGreaterThan(0.7)
    expect(next!.coverage).toBeLessThan(0.9)
    expect(result.control).toHaveLength(2)
    expect(result.naive.map(({ name, horizon }) => [name, horizon])).toEqual([
      ['drift', 1],
      ['drift', 3],
    ])
    expect(result.verdict).toMatch(/errs .* less than the last value \(\+1\).*stateless control/s)
  })

  it('writes what it scored as CSV: from the rows alone the scores can be had again', async () => {
    const [header, ...lines] = (await readFile(result.out, 'utf8')).trimEnd().split('\n')
    expect(header).toBe('key,time,index,fold,seed,horizon,point,low,high,last,actual')
    expect(lines).toHaveLength(2 * 2 * 2 * 210)
    const own = lines
      .filter((line) => line.startsWith('<b>,'))
      .map((line) => line.split(','))
      .filter(([, , , , seed, horizon, , , , , actual]) => seed === '1' && horizon === '1' && actual !== '')
    const mean = (of: (row: string[]) => number) => own.reduce((sum, row) => sum + of(row), 0) / own.length
    const score = result.keys.find(({ key, horizon }) => key === '<b>' && horizon === 1)!
    expect(mean((row) => Math.abs(Number(row[6]) - Number(row[10])))).toBeCloseTo(score.mae, 9)
    expect(mean((row) => (Number(row[7]) <= Number(row[10]) && Number(row[10]) <= Number(row[8]) ? 1 : 0))).toBeCloseTo(
      score.coverage!,
      9,
    )
    expect(lines.some((line) => line.startsWith('"A,""x""",'))).toBe(true)
  })

  it('writes a page that needs nothing else', async () => {
    const html = await readFile(result.page, 'utf8')
    expect(html.match(/<svg [^>]*role="img"/g)).toHaveLength(6)
    expect(html).toContain('&lt;b&gt;')
    expect(html).not.toMatch(/<script|<link|src=|https?:|NaN|undefined|Infinity|<b>/)
  })

  it('tests a trained model as it is, and says the same a second time', async () => {
    const model = join(folder, 'own.safetensors')
    const trained = await runTickwise(['train', data, ...quick, '--out', model, '--json'])
    expect(trained.code).toBe(0)
    const page = ['--page', join(folder, 'own.html')]
    const words = ['backtest', data, '--model', model, '--no-calibrate', '--blend', ...page, '--json']
    const [first, second] = [await runTickwise(words), await runTickwise(words)]
    expect(first.code).toBe(0)
    expect(second.out).toBe(first.out)
    const tested = JSON.parse(first.out) as Backtest
    expect(tested.model).toContain('trained before, blended')
    expect(tested.folds).toHaveLength(1)
    expect(tested.horizons).toEqual([1, 3])
  }, 60_000)

  it('trains on seasons where it is told of them, from NDJSON, and puts the table on the terminal', async () => {
    const path = join(folder, 'week.ndjson')
    const random = createRandom(5)
    const rows = Array.from({ length: 420 }, (_, i) => {
      return JSON.stringify({
        time: new Date(1.6e12 + i * 864e5).toISOString(),
        mw: 100 + 30 * (i % 7) + random.normal(),
      })
    })
    await writeFile(path, rows.join('\n'))
    const words = [
      'backtest',
      path,
      '--target',
      'mw',
      '--season',
      '7',
      ...quick,
      '--folds',
      '1',
      '--page',
      join(folder, 's.html'),
    ]
    const { code, out } = await runTickwise(words)
    expect(code).toBe(0)
    expect(out).toMatch(/ahead +scored +network +drift +seasonal +MASE +sMAPE +in 80 % band/)
    const ratio = Number(/\+1 +\d+ +([\d.]+)/.exec(out)![1])
    expect(ratio).toBeLessThan(0.1)
    expect(out).toContain('s.html')
  }, 60_000)

  it('names a file that is too short, and one that is not there', async () => {
    const short = join(folder, 'short.csv')
    await writeFile(
      short,
      [
        'time,close',
        ...Array.from({ length: 80 }, (_, i) => `2020-01-01T00:${String(i % 60).padStart(2, '0')}:00Z,${i + 1}`),
      ].join('\n'),
    )
    const ran = await runTickwise(['backtest', short])
    expect(ran.code).toBe(1)
    expect(ran.err).toContain('200 values of one key')
    expect((await runTickwise(['backtest', join(folder, 'no.csv')])).err).toContain('no.csv')
    expect((await runTickwise(['backtest', short, '--share', '2'])).code).toBe(2)
  })
})
