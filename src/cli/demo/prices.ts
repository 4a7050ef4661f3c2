import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as file from '../../../connectors/file/index.ts'
import * as sqlite from '../../../connectors/sqlite/index.ts'
import type { Scored } from '../../../operators/score.ts'
import { forecastFrom } from '../../pipeline/forecast-from.ts'
import { pipeline, type Pipeline } from '../../pipeline/spec.ts'
import type { Source } from '../../stream/source.ts'
import type { DailyPrice } from './daily-price.ts'
import { toForecastLine } from './to-forecast-line.ts'

/** The model has seen nothing from this day on. */
export const servedFrom = Date.UTC(2015, 0, 1)

export const dailyPrices = {
  path: fileURLToPath(new URL('../data/prices.csv', import.meta.url)),
  preset: 'ohlcv',
} as const

/** The one that ships, whatever lies in the working folder under the same name. */
export const pricesModel = fileURLToPath(new URL('../../model/shipped/prices.safetensors', import.meta.url))

export interface PricesPipelineOptions {
  readonly source: Source<DailyPrice>
  /** Holds everything that the demo writes: state, forecasts, dead letters. */
  readonly folder: string
}

/** The demo: the shipped prices through the shipped network, exactly once, into a file. */
export function pricesPipeline({ source, folder }: PricesPipelineOptions): Pipeline<DailyPrice, Scored<DailyPrice>> {
  const { forecasts, deadLetters } = demoFiles(folder)
  return pipeline({
    name: 'demo-prices',
    guarantee: 'exactly-once',
    source,
    sink: file.sink({ path: forecasts, format: toForecastLine }),
    deadLetters: file.deadLetterSink({ path: deadLetters }),
    state: sqlite.store(folder),
    operators: (ticks) =>
      ticks.pipe(
        forecastFrom(pricesModel, { value: ({ close }) => close, time: ({ time }) => time, from: servedFrom }),
      ),
  })
}

export function demoFiles(folder: string) {
  return { forecasts: join(folder, 'forecasts.ndjson'), deadLetters: join(folder, 'dead-letters.ndjson') }
}
