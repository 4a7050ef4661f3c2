import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { priceFile } from './price-file.ts'
import { runTickwise } from './run-tickwise.ts'

interface Answer {
  readonly predictions: readonly {
    readonly key: string
    readonly last: number
    readonly from: string
    readonly next: readonly {
      readonly horizon: number
      readonly point: number
      readonly low: number
      readonly high: number
    }[]
  }[]
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwise-predict-'))
  await writeFile(join(folder, 'prices.csv'), priceFile({ days: 200, keys: ['AAA', 'BBB'] }))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function ask(...words: readonly string[]): Promise<Answer['predictions']> {
  const { code, out } = await runTickwise(['predict', ...words, '--json'])
  expect(code).toBe(0)
  return (JSON.parse(out) as Answer).predictions
}

test('three values: a band around the last one, and words that promise no trend', async () => {
  const { code, out } = await runTickwise(['predict', 'prices', '120', '123', '125'])
  expect(code).toBe(0)
  const [, low, high] = /80 % band (\d+\.\d+) to (\d+\.\d+) +last value 125\.00/.exec(out)!.map(Number)
  expect(low).toBeGreaterThan(115)
  expect(low).toBeLessThan(125)
  expect(high).toBeGreaterThan(125)
  expect(high).toBeLessThan(135)
  expect(out).toContain('Only 3 values: too few for the network')
  expect(out).toContain('no trend is promised')
})

test('wilder values, wider band; one value alone has the typical one', async () => {
  const width = async (...values: string[]) => {
    const [{ next }] = (await ask('prices', ...values)) as [Answer['predictions'][number]]
    return (next[0]!.high - next[0]!.low) / 100
  }
  const [calm, single, wild] = [await width('100', '100', '100'), await width('100'), await width('90', '110', '100')]
  expect(calm).toBeLessThan(single)
  expect(single).toBeLessThan(wild)
})

test('a file with enough values is answered by the network, key by key', async () => {
  const predictions = await ask('prices', join(folder, 'prices.csv'))
  expect(predictions.map(({ key, from }) => [key, from])).toEqual([
    ['AAA', 'network'],
    ['BBB', 'network'],
  ])
  for (const { last, next } of predictions) {
    expect(next.map(({ horizon }) => horizon)).toEqual([1, 2, 3, 4, 5])
    for (const { low, high, point } of next) {
      expect(low).toBeLessThan(last)
      expect(high).toBeGreaterThan(last)
      expect(Math.abs(point / last - 1)).toBeLessThan(0.02)
    }
    expect(next[4]!.high - next[4]!.low).toBeGreaterThan(next[0]!.high - next[0]!.low)
  }
})

test('thousands separators are read', async () => {
  expect((await ask('prices', '1,250.5'))[0]!.last).toBe(1250.5)
})

test.each([
  [['prices', 'many'], 'tickwise predict prices 120 123 125'],
  [['prices', '120', 'x'], 'numbers, or the path of one CSV file'],
  [['prices', '0', '5'], 'positive values'],
  [['prices', '-3'], 'positive values'],
  [['120', '123'], 'tickwise predict prices 120'],
  [['no-such-model', '120'], 'no model "no-such-model"'],
  [['no-such-model.safetensors', '120'], 'nothing at no-such-model.safetensors'],
  [['prices', 'nowhere.csv'], 'nowhere.csv'],
])('refuses %j', async (words, said) => {
  const { code, err, out } = await runTickwise(['predict', ...words])
  expect(code).toBe(1)
  expect(err).toContain(said)
  expect(out).toBe('')
})

test('refuses a model file that is none', async () => {
  const file = join(folder, 'hostile.safetensors')
  await writeFile(file, Buffer.alloc(64, 0xff))
  const { code, err } = await runTickwise(['predict', file, '120'])
  expect(code).toBe(1)
  expect(err).toContain('Expected')
})
