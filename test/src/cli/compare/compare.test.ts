import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Comparison } from '../../../../src/cli/compare/comparison.ts'
import { createRandom } from '../../../../src/numeric/random.ts'
import { runTickwise, type Ran } from '../run-tickwise.ts'

let folder: string
let data: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwise-compare-'))
  // A name that would break a page that does not escape it.
  data = join(folder, '<b>&.csv')
  const random = createRandom(1)
  let value = 100
  const rows = Array.from({ length: 900 }, (_, i) => `${i},${(value *= 1 + 0.01 * random.normal()).toFixed(3)}`)
  await writeFile(data, ['time,close', ...rows].join('\n'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('tickwise compare', () => {
  let page: string
  let ran: Ran
  beforeAll(async () => {
    page = join(folder, 'new', 'page.html')
    const words = ['compare', data, '--time-format', 'epoch-s', '--quick', '--hidden', '8', '--out', page, '--json']
    ran = await runTickwise(words)
  }, 120_000)

  it('answers programs with every figure', () => {
    expect(ran).toMatchObject({ code: 0, err: '' })
    const comparison = JSON.parse(ran.out) as Comparison & { page: string }
    expect(comparison).toMatchObject({ page, hidden: 8, engine: 'kernel', data: '<b>&.csv' })
    expect(comparison.cells.map(({ cell }) => cell)).toEqual(['rnn', 'lstm', 'gru'])
    for (const { speed, adding, gradient, forecast } of comparison.cells) {
      expect(speed.stepMicroseconds).toBeGreaterThan(0)
      expect(speed.trainedTimestepsPerSecond).toBeGreaterThan(0)
      expect(adding.map(({ timesteps }) => timesteps)).toEqual([10])
      expect(gradient.atFirst.byLag).toHaveLength(101)
      expect(gradient.atFirst.byLag[0]).toBe(1)
      expect(forecast.horizons.map(({ horizon }) => horizon)).toEqual([1, 5])
      for (const { ratio, coverage } of forecast.horizons) {
        expect(ratio).toBeGreaterThan(0.5)
        expect(ratio).toBeLessThan(2)
        expect(coverage).toBeGreaterThan(0.3)
        expect(coverage).toBeLessThanOrEqual(1)
      }
    }
  })

  it('has a control without state and the naive drift beside them', () => {
    const { cells, control, drift } = JSON.parse(ran.out) as Comparison
    expect(control.parameters).toBe(cells[0]!.size.parameters - 8 * 8)
    expect(control.stateBytes).toBe(0)
    expect(control.forecast.horizons.map(({ horizon }) => horizon)).toEqual([1, 5])
    for (const { ratio } of control.forecast.horizons) expect(ratio).toBeGreaterThan(0.5)
    for (const { ratio } of drift.horizons) expect(ratio).toBeGreaterThan(0.9)
    expect(drift.horizons.map(({ horizon }) => horizon)).toEqual([1, 5])
  })

  it('writes a page that needs nothing else', async () => {
    const html = await readFile(page, 'utf8')
    expect(html.match(/<svg [^>]*role="img"/g)).toHaveLength(3)
    expect(html).toContain('&lt;b&gt;&amp;.csv')
    expect(html).toContain('<th scope="col">stateless</th>')
    expect(html).not.toMatch(/<script|<link|src=|https?:|NaN|undefined|Infinity/)
  })

  it('names a file that is not there, and an engine that does not exist', async () => {
    const missing = await runTickwise(['compare', join(folder, 'no.csv')])
    expect(missing.code).toBe(1)
    expect(missing.err).toContain('no.csv')
    const engine = await runTickwise(['compare', data, '--engine', 'abacus'])
    expect(engine.code).toBe(2)
    expect(engine.err).toContain('kernel, tensorflow, tfjs-wasm, tfjs-node')
  })
})
