import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { OriginSeries } from '../../../src/pipeline/forecast-origins.ts'
import { dataFile } from '../language/data-file.ts'

const currencies = ['AUD', 'GBP', 'CAD', 'CHF', 'CNY', 'JPY', 'NZD', 'SGD']

/**
 * Eight exchange rates, 7,588 days, from github.com/laiguokun/multivariate-time-series-data; not in the repository, as
 * no licence is stated. `TICKWISE_DATA` names a folder with exchange_rate/exchange_rate.txt.gz.
 */
export function readExchange(): OriginSeries[] {
  const lines = gunzipSync(readFileSync(dataFile('exchange_rate', 'exchange_rate.txt.gz')))
    .toString()
    .trimEnd()
    .split('\n')
  const rows = lines.map((line) => line.split(',').map(Number))
  return currencies.map((key, column) => ({ key, values: rows.map((row) => row[column]!) }))
}
