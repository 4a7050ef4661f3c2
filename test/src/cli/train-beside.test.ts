import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Backtest } from '../../../src/cli/backtest/backtest.ts'
import { decodeModel } from '../../../src/model/model-file.ts'
import { createRandom } from '../../../src/numeric/random.ts'
import { runTickwise } from './run-tickwise.ts'

let folder: string
let data: string
const rows = 420

/** Visits that a plan says, a day ahead, and sales that go with them; at the end the plan alone goes on. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwise-beside-'))
  const random = createRandom(8)
  const lines = Array.from({ length: rows + 3 }, (_, i) => {
    const plan = random.next() < 0.5 ? 0 : 1
    const visits = 100 + 50 * plan + random.normal()
    const day = new Date(Date.UTC(2023, 0, 1 + i)).toISOString().slice(0, 10)
    return i < rows ? `${day},${visits.toFixed(3)},${(3 * visits).toFixed(3)},${plan}` : `${day},,,${plan}`
  })
  data = join(folder, 'shop.csv')
  await writeFile(data, ['date,visits,sales,plan', ...lines].join('\n'))
}, 60_000)
afterAll(() => rm(folder, { recursive: true }))

const quick = ['--hidden', '8', '--horizons', '1', '--json']

test('a plan that is known ahead is worth something, to predict, too', async () => {
  const out = join(folder, 'visits.safetensors')
  const line = ['train', data, '--target', 'visits', '--known', 'plan', '--updates', '900', '--out', out, ...quick]
  const { code, out: printed } = await runTickwise(line)
  expect(code).toBe(0)
  const { skill } = JSON.parse(printed) as { skill: { networkMae: number; naiveMae: number }[] }
  expect(skill[0]!.networkMae).toBeLessThan(0.7 * skill[0]!.naiveMae)
  const predicted = await runTickwise(['predict', out, data, '--target', 'visits', '--json'])
  const { predictions } = JSON.parse(predicted.out) as { predictions: { values: number; next: { point: number }[] }[] }
  expect(predictions[0]!.values).toBe(rows)
  const [, , , plan] = (await readFile(data, 'utf8')).split('\n')[rows + 1]!.split(',')
  expect(predictions[0]!.next[0]!.point > 125).toBe(plan === '1')
}, 120_000)

test('several targets get a model each, which sees the others and the calendar', async () => {
  const out = join(folder, 'shop.safetensors')
  const line = [
    'train',
    data,
    '--target',
    'visits,sales',
    '--calendar',
    'week',
    '--updates',
    '5',
    '--out',
    out,
    ...quick,
  ]
  const { code, out: printed } = await runTickwise(line)
  expect(code).toBe(0)
  const models = printed
    .trim()
    .split('\n')
    .map((one) => JSON.parse(one) as { target: string; model: string })
  expect(models.map(({ target }) => target)).toEqual(['visits', 'sales'])
  for (const { target, model } of models) {
    expect(model).toBe(join(folder, `shop-${target}.safetensors`))
    const { name, input } = decodeModel(await readFile(model)).spec
    expect(name).toBe(`shop-${target}`)
    const other = target === 'visits' ? 'sales' : 'visits'
    expect(input).toMatchObject({
      features: expect.arrayContaining([
        { kind: 'log-return', lag: 1, column: other },
        { kind: 'calendar', cycle: 'week', wave: 'cos', harmonic: 3, zone: 'UTC' },
      ]) as object,
    })
  }
}, 120_000)

test('backtest takes the same, with a page and forecasts for every target', async () => {
  const files = ['--page', join(folder, 'page.html'), '--out', join(folder, 'forecasts.csv')]
  const line = ['backtest', data, '--target', 'visits,sales', '--known', 'plan', '--folds', '1', '--updates', '900']
  const { code, out } = await runTickwise([...line, ...files, ...quick])
  expect(code).toBe(0)
  const all = out
    .trim()
    .split('\n')
    .map((one) => JSON.parse(one) as Backtest & { page: string; out: string })
  expect(all.map(({ target }) => target)).toEqual(['visits', 'sales'])
  for (const { page, out: forecasts, network, model } of all) {
    expect(network[0]!.ratio).toBeLessThan(0.7)
    expect(model).toContain('plan')
    expect(await readFile(page, 'utf8')).toContain('Error by horizon')
    expect((await readFile(forecasts, 'utf8')).split('\n').length).toBeGreaterThan(100)
  }
}, 120_000)

test.each([
  [['--season', '7', '--known', 'plan'], '--season alone'],
  [['--with', 'weather'], 'a column of'],
  [['--calendar', 'moon'], 'day, week, year'],
])('refuses %j', async (more, expected) => {
  const { code, err } = await runTickwise(['train', data, '--target', 'visits', '--out', join(folder, 'x'), ...more])
  expect(code).not.toBe(0)
  expect(err).toContain(expected)
})
