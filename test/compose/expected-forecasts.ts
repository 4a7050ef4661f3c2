import { from, lastValueFrom, toArray } from 'rxjs'
import * as file from '../../connectors/file/index.ts'
import { forecast } from '../../operators/index.ts'
import { modelFiles } from '../../src/pipeline/model-files.ts'

interface Price {
  readonly key: string
  readonly time: number
  readonly close: number
}

/** What the example pipeline emits for a price. */
export interface ForecastRecord {
  readonly id: string
  readonly key: string
  readonly time: number
  readonly last: number
  readonly levels: readonly number[]
  readonly forecasts: readonly { readonly point: number; readonly quantiles: readonly number[] }[]
}

/** By key, in order: the forecasts for a file of prices, without Kafka, Redis or a container. */
export async function expectedForecasts(path: string): Promise<Map<string, Omit<ForecastRecord, 'id'>[]>> {
  const model = await modelFiles('models').load('prices')
  const prices = await readPrices(path)
  const key = (price: Price) => price.key
  const all = await lastValueFrom(from(prices).pipe(forecast<Price>(model, { key }), toArray()))
  const byKey = new Map<string, Omit<ForecastRecord, 'id'>[]>()
  for (const { tick, last, levels, forecasts } of all) {
    const own = byKey.get(tick.key) ?? []
    own.push({ key: tick.key, time: tick.time, last, levels, forecasts })
    byKey.set(tick.key, own)
  }
  return byKey
}

async function readPrices(path: string): Promise<Price[]> {
  const source = file.source<Price>({ path, columns: { key: 'symbol', time: 'date' } })
  await source.open()
  const prices: Price[] = []
  for (;;) {
    const event = await source.read({ maxTicks: 10_000, waitMs: 1000 })
    if (event.type === 'assigned') continue
    prices.push(...event.ticks.map(({ value }) => value))
    if (event.ended) break
  }
  await source.close()
  return prices
}
