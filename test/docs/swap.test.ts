import { expect, test } from 'vitest'
import { createReaderFolder, readPage } from './page.ts'

const page = await readPage('docs/how-to/swap.md')
const [pipeline, dualRun, plain] = page.blocks('ts')

test('a pipeline that follows a registry, and models that replace one another on a plain Observable', async () => {
  const folder = await createReaderFolder()
  await folder.type('tickwise train prices.csv --target close --updates 20')
  await folder.type('tickwise models promote models/prices.safetensors --reason first')
  await folder.write('swap.ts', pipeline!)
  await folder.type('tickwise run swap.ts')
  expect((await folder.read('forecasts.ndjson')).split('\n').length).toBeGreaterThan(30_000)

  const feed = "for (let i = 0; i < 40; i++) prices$.next({ symbol: 'A', price: 100 + (i % 7) })\n"
  await folder.write('plain.ts', `${plain}${feed}promoted$.next(champion)\n${feed}`)
  const { code, out, err } = await folder.runModule('plain.ts')
  expect(err).toBe('')
  expect(code).toBe(0)
  expect(out.trim().split('\n').length).toBeGreaterThan(40)
}, 400_000)

test('a model that is promoted advances beside the champion, and then serves or leaves', async () => {
  const folder = await createReaderFolder()
  for (const seed of [1, 2]) {
    await folder.type(`tickwise train prices.csv --target close --updates 20 --seed ${seed}`)
    await folder.type('tickwise models promote models/prices.safetensors --reason better')
    if (seed === 1) await folder.write('dual-run.ts', dualRun!)
    const { err } = await folder.type('tickwise run dual-run.ts --max-ticks 4000 --log json')
    if (seed === 1) continue
    expect(err).toContain('a challenger advances beside the model that serves')
    expect(err).toMatch(/dual run of \d+ ticks, \d+ forecasts compared, its loss [\d.]+ against [\d.]+/)
  }
}, 400_000)
