import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeModel } from '../../../src/model/model-file.ts'
import { priceFile } from './price-file.ts'
import { runTickwise } from './run-tickwise.ts'

let folder: string
const path = (name: string) => join(folder, name)
const small = ['--hidden', '4', '--updates', '40', '--horizons', '1-2,5']

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwise-train-'))
  await writeFile(path('prices.csv'), priceFile({ days: 500, keys: ['AAA', 'BBB'] }))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('trains a model that predict takes, and scores it on days it did not see', async () => {
  const out = path('first.safetensors')
  const trained = await runTickwise(['train', path('prices.csv'), '--out', out, ...small])
  expect(trained).toMatchObject({ code: 0 })
  expect(trained.err).toContain('Training a GRU of 4 on 850 values of 2 keys.')
  expect(trained.out).toMatch(/AAA +\+1 +74/)
  expect(trained.out).toContain('last value')
  expect(trained.out).toMatch(/\d % of the actuals were in the 80 % band/)
  const { spec, report } = decodeModel(await readFile(out))
  expect(spec).toMatchObject({ name: 'prices', head: { horizons: [1, 2, 5], quantiles: [0.1, 0.9] } })
  expect(report).toMatchObject({ seed: 1, data: { file: 'prices.csv', target: 'close' } })

  const predicted = await runTickwise(['predict', out, path('prices.csv'), '--json'])
  expect(JSON.parse(predicted.out)).toMatchObject({ predictions: [{ key: 'AAA', values: 500 }, { key: 'BBB' }] })
})

test('gives the same bytes for the same data, whichever way round the file is and however it is packed', async () => {
  const files = {
    'straight/prices.csv': priceFile({ days: 400 }),
    'reversed/prices.csv': priceFile({ days: 400, reversed: true }),
    'packed/prices.csv': gzipSync(priceFile({ days: 400 })),
  }
  const models: Buffer[] = []
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(path(name)), { recursive: true })
    await writeFile(path(name), bytes)
    const out = `${path(name)}.safetensors`
    const { code, err } = await runTickwise(['train', path(name), '--out', out, ...small, '--seed', '7'])
    expect(code).toBe(0)
    expect(err.includes('put in order')).toBe(name.startsWith('reversed'))
    models.push(await readFile(out))
  }
  expect(models[1]!.equals(models[0]!)).toBe(true)
  expect(models[2]!.equals(models[0]!)).toBe(true)
})

test('learns differences of values that may be negative', async () => {
  const rows = priceFile({ days: 400 }).replaceAll(
    /,(\d+\.\d+)$/gm,
    (_, price: string) => `,${(Number(price) - 100).toFixed(2)}`,
  )
  await writeFile(path('levels.csv'), rows)
  const words = ['train', path('levels.csv'), '--out', path('levels.safetensors'), ...small]
  const refused = await runTickwise([...words, '--changes', 'log'])
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('--changes difference')
  const trained = await runTickwise(words)
  expect(trained.code).toBe(0)
  expect(trained.err).toContain('differences are learned')
  const { spec } = decodeModel(await readFile(path('levels.safetensors')))
  expect(spec.head).toMatchObject({ target: 'difference' })
})

test('learns seasons where it is told of them, and predict gives the band they have had', async () => {
  const rows = Array.from({ length: 420 }, (_, i) => `${i},${(100 + 20 * (i % 7) + ((i * 7919) % 13) / 10).toFixed(2)}`)
  await writeFile(path('week.csv'), ['time,close', ...rows].join('\n'))
  const out = path('week.safetensors')
  const words = [
    'train',
    path('week.csv'),
    '--time-format',
    'epoch-s',
    '--season',
    '7',
    '--out',
    out,
    ...small,
    '--json',
  ]
  const trained = await runTickwise(words)
  expect(trained).toMatchObject({ code: 0, err: '' })
  const { skill } = JSON.parse(trained.out) as { skill: { networkMae: number; naiveMae: number; coverage: number }[] }
  expect(skill[0]!.networkMae / skill[0]!.naiveMae).toBeLessThan(0.2)
  expect(skill[0]!.coverage).toBeGreaterThan(0.5)
  const predicted = await runTickwise(['predict', out, path('week.csv'), '--time-format', 'epoch-s', '--json'])
  const { predictions } = JSON.parse(predicted.out) as { predictions: { next: { low: number; high: number }[] }[] }
  const { low, high } = predictions[0]!.next[0]!
  // The 421st value begins a week: about 100, after a last value of 220.
  expect(low).toBeGreaterThan(95)
  expect(high).toBeLessThan(150)
})

test('searches among cells and sizes on a validation stretch, and says what it took', async () => {
  const out = path('searched.safetensors')
  const words = ['train', path('prices.csv'), '--out', out, '--updates', '40', '--horizons', '1', '--search']
  const trained = await runTickwise(words)
  expect(trained.code).toBe(0)
  const { spec } = decodeModel(await readFile(out))
  const { cell, hidden } = spec.layers[0]!
  expect(trained.err).toContain(`Best of 4 on the validation stretch: a ${cell.toUpperCase()} of ${hidden}.`)
})

test('leaves unreadable rows out and says so', async () => {
  await writeFile(path('holes.csv'), priceFile({ days: 400 }).replace(/^(2020-02-01,AAA),.*$/m, '$1,.'))
  const { code, err } = await runTickwise(['train', path('holes.csv'), '--out', path('holes.safetensors'), ...small])
  expect(code).toBe(0)
  expect(err).toContain('1 rows left out')
})

test('an interruption leaves with 130 and no model', async () => {
  const stop = new AbortController()
  stop.abort()
  const words = ['train', path('prices.csv'), '--out', path('stopped.safetensors'), ...small]
  const { code } = await runTickwise(words, { interrupted: stop.signal })
  expect(code).toBe(130)
  await expect(readFile(path('stopped.safetensors'))).rejects.toThrow('ENOENT')
})

describe('refuses', () => {
  test.each([
    ['an unknown column, naming those there are', ['--target', 'price'], 'date, symbol, close'],
    ['an unknown key column', ['--key', 'ticker'], '--key'],
    ['a column of words', ['--target', 'symbol'], 'at least 300 values'],
  ])('%s', async (_, words, said) => {
    const { code, err } = await runTickwise(['train', path('prices.csv'), ...words])
    expect(code).toBe(1)
    expect(err).toContain(said)
  })

  test('too few rows', async () => {
    await writeFile(path('few.csv'), priceFile({ days: 100 }))
    const { code, err } = await runTickwise(['train', path('few.csv')])
    expect(code).toBe(1)
    expect(err).toContain('at least 300 values of one key')
    expect(err).toContain('100')
  })

  test.each([
    ['an empty file', ''],
    ['a file that is not there', undefined],
  ])('%s', async (name, bytes) => {
    const file = path(`${name}.csv`)
    if (bytes !== undefined) await writeFile(file, bytes)
    const { code, err } = await runTickwise(['train', file])
    expect(code).toBe(1)
    expect(err).toContain(file)
  })
})

test('another engine trains a model that predict takes', async () => {
  const out = path('tensorflow.safetensors')
  const words = ['train', path('prices.csv'), '--engine', 'tfjs-wasm', '--out', out, ...small, '--updates', '5']
  const { code, err } = await runTickwise(words)
  expect(err).toContain('with tfjs-wasm')
  expect(code).toBe(0)
  expect(decodeModel(await readFile(out)).report).toMatchObject({ engine: 'tfjs-wasm', updates: 5 })
  expect(await runTickwise(['predict', out, path('prices.csv'), '--json'])).toMatchObject({ code: 0 })
})

test('says what to type where the package of an engine is missing', async () => {
  const { code, err } = await runTickwise(['train', path('prices.csv'), '--engine', 'tfjs-node'])
  expect(code).toBe(2)
  expect(err).toContain('npm install @tensorflow/tfjs-node')
})

test('reads local times at a zone', async () => {
  // The first row of the day that New York's clocks skip an hour of: 02:30 is no time there, and one in UTC.
  const rows = priceFile({ days: 400 }).replace(/^2020-03-08,/m, '2020-03-08T02:30:00,')
  await writeFile(path('zone.csv'), rows)
  const words = ['train', path('zone.csv'), '--out', path('zone.safetensors'), ...small, '--updates', '1']
  expect((await runTickwise(words)).err).not.toContain('left out')
  const { code, err } = await runTickwise([...words, '--time-zone', 'America/New_York'])
  expect(code).toBe(0)
  expect(err).toContain('1 rows left out')
  const unknown = await runTickwise([...words, '--time-zone', 'America/Newyork'])
  expect(unknown.code).toBe(2)
  expect(unknown.err).toContain('America/Newyork')
})

test('normalises what layers above the first take in, and says that one layer has none above it', async () => {
  const out = path('normalised.safetensors')
  const words = ['train', path('prices.csv'), '--out', out, ...small, '--layer-norm']
  expect((await runTickwise([...words, '--layers', '3'])).code).toBe(0)
  const { layers } = decodeModel(await readFile(out)).spec
  expect(layers.map(({ layerNorm }) => layerNorm)).toEqual([undefined, true, true])
  expect(await runTickwise(['predict', out, path('prices.csv'), '--json'])).toMatchObject({ code: 0 })
  const { code, err } = await runTickwise(words)
  expect(code).toBe(2)
  expect(err).toContain('Add --layers 2, or leave --layer-norm out.')
})
