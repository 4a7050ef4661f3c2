import * as memory from '../../../connectors/memory/index.ts'
import { calibrate } from '../../../operators/calibrate.ts'
import { forecast, type Forecast } from '../../../operators/forecast.ts'
import { readSkill } from '../../evaluation/scores/read-scores.ts'
import { ScoreLayout } from '../../evaluation/scores/score-layout.ts'
import type { HorizonSkill } from '../../evaluation/scores/score-report.ts'
import { updateScores } from '../../evaluation/scores/update-scores.ts'
import type { Model } from '../../model/model.ts'
import type { OriginSeries } from '../../pipeline/forecast-origins.ts'
import { run } from '../../pipeline/run.ts'
import { pipeline } from '../../pipeline/spec.ts'

export interface ScoredSeries extends Pick<OriginSeries, 'key' | 'values' | 'times' | 'columns'> {
  /** Forecasts made from this index on are scored; earlier values are history. */
  readonly from: number
}

export interface SeriesSkill extends HorizonSkill {
  readonly key: string
}

interface IndexedValue {
  readonly series: number
  readonly index: number
}

/** Serves the values through a pipeline, as in production, and scores the last part of every series beside last value. */
export async function scoreModel(model: Model, series: readonly ScoredSeries[]): Promise<SeriesSkill[]> {
  const forecasts = await serve(model, series)
  return series.flatMap(({ key, from }) => {
    const own = (forecasts.get(key) ?? []).filter(({ tick }) => tick.index >= from)
    const horizons = own[0]?.forecasts.map(({ horizon }) => horizon) ?? []
    const layout = new ScoreLayout({ horizons, levels: own[0]?.levels ?? [], season: 1, window: 500 })
    const scores = layout.create()
    for (const { last, forecasts } of own) updateScores(layout, scores, last, forecasts)
    return readSkill(layout, scores).map((skill) => ({ key, ...skill }))
  })
}

/** The forecasts of every value of every series, by key, oldest first. */
export async function serve(
  model: Model,
  series: readonly OriginSeries[],
): Promise<Map<string, Forecast<IndexedValue>[]>> {
  const entries = series.flatMap(({ key, values, times }, n) =>
    values.map((_, index): memory.MemoryTick<IndexedValue> => {
      const eventTime = times?.[index]
      return { key, value: { series: n, index }, ...(eventTime === undefined ? {} : { eventTime }) }
    }),
  )
  const sink = memory.sink<Forecast<IndexedValue>>()
  // A network without quantiles gets its band from its own errors.
  const hasBand = model.spec.head.kind === 'forecast' && model.spec.head.quantiles.length > 1
  const served = pipeline({
    name: 'scores',
    source: memory.source<IndexedValue>({ entries }),
    sink,
    state: memory.store(),
    operators: (values) => {
      const forecasts = values.pipe(
        forecast(model, {
          value: ({ series: n, index }) => series[n]!.values[index]!,
          column: ({ series: n, index }, name, ahead) => series[n]!.columns?.[name]?.[index + ahead] ?? NaN,
        }),
      )
      return hasBand ? forecasts : forecasts.pipe(calibrate({ coverage: 0.8 }))
    },
  })
  await run(served)
  const byKey = new Map<string, Forecast<IndexedValue>[]>()
  for (const { key, value } of sink.outputs) {
    const own = byKey.get(key)
    if (own === undefined) byKey.set(key, [value])
    else own.push(value)
  }
  return byKey
}
