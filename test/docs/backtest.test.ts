import { expect, test } from 'vitest'
import { createReaderFolder, readPage } from './page.ts'

const page = await readPage('docs/how-to/backtest.md')

test('a model of prices, and what it is worth', async () => {
  const folder = await createReaderFolder()
  const [train, backtest, beside, seasons] = page.commands
  expect(page.commands).toHaveLength(4)
  expect((await folder.type(train!)).out).toContain('models/prices.safetensors')
  const { out } = await folder.type(backtest!)
  expect(out).toMatch(/ahead +scored +network +drift +MASE +sMAPE +in 80 % band/)
  expect(out).toMatch(/last value.*\(\+1\)/)
  expect((await folder.read('forecasts.csv')).split('\n').length).toBeGreaterThan(10_000)
  expect(await folder.read('backtest.html')).toContain('p (Diebold-Mariano)')

  const days = Array.from({ length: 400 }, (_, i) => {
    const visits = i % 40 === 7 ? 50 : 200 + 30 * (i % 7) + ((i * 7919) % 31)
    const day = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10)
    return i < 397 ? `${day},${visits},${3 * visits},${i % 40 === 7 ? 1 : 0}` : `${day},,,0`
  })
  await folder.write('shop.csv', ['date,visits,sales,holiday', ...days].join('\n'))
  const models = (await folder.type(beside!)).out
  for (const target of ['visits', 'sales']) expect(models).toContain(`models/shop-${target}.safetensors`)

  const hours = Array.from({ length: 800 }, (_, i) => {
    return `${new Date(1.7e12 + i * 36e5).toISOString()},${500 + 100 * (i % 24) + 40 * (i % 168) + ((i * 7919) % 31)}`
  })
  await folder.write('load.csv', ['time,mw', ...hours].join('\n'))
  expect((await folder.type(seasons!)).out).toMatch(/errs .* less than the last value/)
}, 400_000)

test('features of ticks that carry more than a value', async () => {
  const folder = await createReaderFolder()
  await folder.write('features.ts', page.blocks('ts')[0]!)
  const { code, out } = await folder.runModule('features.ts')
  expect(code).toBe(0)
  const [saturday, sunday] = out
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number))
  expect([saturday![1], sunday![1]]).toEqual([0, 1])
  // The clocks were changed in between.
  expect(sunday![2]).toBe(saturday![2])
}, 300_000)
