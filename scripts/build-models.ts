import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import type { DailyPrice } from '../src/cli/demo/daily-price.ts'
import { dailyPrices, servedFrom } from '../src/cli/demo/prices.ts'
import { readSeries } from '../src/cli/train/read-series.ts'
import { scoreModel } from '../src/cli/train/score-model.ts'
import { trainModel } from '../src/cli/train/train-model.ts'
import { encodeModel } from '../src/model/model-file.ts'
import { modelCard } from './model-card.ts'

/**
 * Builds the models that ship, with the same bytes every time: `npm run models`, or `node scripts/build-models.ts
 * <folder>` to build them elsewhere.
 */
const folder = process.argv[2] ?? join(import.meta.dirname, '..', 'src', 'model', 'shipped')

const { series } = await readSeries<DailyPrice>({ file: dailyPrices, value: ({ close }) => close })
const parts = series.map(({ key, values, times }) => ({
  key,
  values,
  from: times.findIndex((time) => time! >= servedFrom),
}))
const model = await trainModel({
  series: parts.map(({ key, values, from }) => ({ key, values: values.slice(0, from) })),
  shape: { name: 'prices', cell: 'gru', hidden: 32, layers: 1, horizons: [1, 2, 3, 4, 5], target: 'log-return' },
  seed: 1,
  updates: 2000,
  data: { file: 'src/cli/data/prices.csv', target: 'close', before: new Date(servedFrom).toISOString().slice(0, 10) },
})
const style = await resolveConfig(import.meta.filename)
const bytes = encodeModel(model)
const skill = await scoreModel(model, parts)
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'prices.safetensors'), bytes)
writeFileSync(join(folder, 'prices.md'), await format(modelCard(model, skill), { ...style, parser: 'markdown' }))
console.log(`prices.safetensors: ${bytes.length} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`)
