import type { Model } from '../../model/model.ts'
import type { Invocation } from '../command.ts'
import type { Surroundings } from '../surroundings.ts'
import { chooseTarget } from '../train/choose-target.ts'
import { columnsOf } from '../train/columns-of.ts'
import { prepareSeries } from '../train/prepare-series.ts'
import { readSeries, type TimedSeries } from '../train/read-series.ts'
import { seriesFile, valueOf } from '../train/series-file.ts'
import type { BacktestChoice } from './backtest-choice.ts'

/** Shorter keys are left out: there would be next to nothing to learn from, and to score. */
const leastOfKey = 30

export interface BacktestSeries {
  readonly series: readonly TimedSeries[]
  readonly target: 'log-return' | 'difference'
}

/** Throws `INPUT_INVALID`. */
export async function readBacktestSeries(
  choice: BacktestChoice,
  model: Model | undefined,
  { note, interrupted: signal }: Surroundings & Pick<Invocation<object>, 'note'>,
): Promise<BacktestSeries> {
  const columns = [...new Set([...choice.with, ...choice.known, ...(model === undefined ? [] : columnsOf(model))])]
  const read = await readSeries({ file: seriesFile({ ...choice, columns }), ...valueOf(columns), signal })
  if (read.refused > 0) note(`${read.refused} rows left out; the first: ${read.firstRefusal}`)
  const head = model?.spec.head
  const given = head?.kind === 'forecast' || head?.kind === 'mixture' ? head.target : undefined
  const target = given ?? chooseTarget(choice.changes, read.series)
  const prepared = prepareSeries(read.series, { target, leastValues: 2 * leastOfKey })
  const season = Math.max(1, ...choice.season)
  const series = prepared.filter(({ values }) => values.length * (1 - choice.share) > Math.max(leastOfKey, season + 1))
  if (series.length < prepared.length) note(`${prepared.length - series.length} keys left out: too few values.`)
  return { series: series.length > 0 ? series : prepared, target }
}
