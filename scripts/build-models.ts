import { writeFileSync } from 'node:fs'
import { readSeries, type TimedSeries } from '../src/cli/train/read-series.ts'
import { forecasterSpec } from '../src/cli/train/forecaster-spec.ts'
import { scoreModel } from '../src/cli/train/score-model.ts'
import { dailyPrices, servedFrom } from '../src/cli/demo/prices.ts'
import type { DailyPrice } from '../src/cli/demo/daily-price.ts'
import { encodeModel } from '../src/model/model-file.ts'
import { trainForecaster } from '../src/training/train-forecaster.ts'

/** The prices known before `servedFrom`. */
function known({ key, values, times }: TimedSeries): TimedSeries {
  const end = times.findIndex((time) => time! >= servedFrom)
  return { key, values: values.slice(0, end), times: times.slice(0, end) }
}

const seed = 1
const { series } = await readSeries<DailyPrice>({ file: dailyPrices, value: ({ close }) => close })
const t0 = performance.now()
const model = await trainForecaster({
  series: series.map(known),
  spec: forecasterSpec({
    name: 'prices',
    cell: 'gru',
    hidden: Number(process.argv[2] ?? 24),
    layers: 1,
    horizons: [1, 2, 3, 4, 5],
    target: 'log-return',
  }),
  seed: Number(process.argv[3] ?? seed),
  options: JSON.parse(process.argv[4] ?? '{}'),
  data: { file: 'src/cli/data/prices.csv', to: new Date(servedFrom - 86_400_000).toISOString().slice(0, 10) },
  onProgress: (p) =>
    process.stderr.write(
      `\r${p.updates}/${p.totalUpdates} ${p.trainingLoss} ${p.validationLoss} ${p.bestValidationLoss}   `,
    ),
})
console.error(`\n${performance.now() - t0} ms`)
writeFileSync(new URL('../src/model/shipped/prices.safetensors', import.meta.url), encodeModel(model))
const skills = await scoreModel(
  model,
  series.map(({ key, values, times }) => ({ key, values, from: times.findIndex((t) => t! >= servedFrom) })),
)
for (const s of skills)
  console.log(
    s.key,
    s.horizon,
    s.scored,
    s.networkMae.toPrecision(5),
    s.naiveMae.toPrecision(5),
    (s.networkMae / s.naiveMae).toFixed(4),
    (100 * s.coverage).toFixed(1),
  )
