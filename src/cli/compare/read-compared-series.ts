import { basename } from 'node:path'
import { dailyPrices } from '../demo/prices.ts'
import { prepareSeries } from '../train/prepare-series.ts'
import { readSeries } from '../train/read-series.ts'
import type { ScoredSeries } from '../train/score-model.ts'
import { seriesFile, valueOf, type SeriesFileChoice } from '../train/series-file.ts'

/** Kept aside for the scores; training never sees it. */
const testShare = 0.15
const leastValues = 300

export interface ComparedSeries {
  /** For the report. */
  readonly name: string
  readonly series: readonly ScoredSeries[]
}

/** The series of the user's file, or the daily prices that ship. Throws `INPUT_INVALID`. */
export async function readComparedSeries(
  { path, ...choice }: Omit<SeriesFileChoice, 'path'> & { readonly path: string | undefined },
  target: 'log-return' | 'difference',
  signal: AbortSignal,
): Promise<ComparedSeries> {
  const file = seriesFile({ ...choice, path: path ?? dailyPrices.path })
  const read = await readSeries({ file, ...valueOf([]), signal })
  const series = prepareSeries(read.series, { target, leastValues })
  return {
    name: path === undefined ? 'daily prices that ship' : basename(path),
    series: series.map(({ key, values }) => ({
      key,
      values,
      from: values.length - Math.floor(values.length * testShare),
    })),
  }
}
