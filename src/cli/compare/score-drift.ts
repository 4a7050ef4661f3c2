import { addToHistory, driftForecast, naiveHistorySize } from '../../evaluation/naive-history.ts'
import type { ScoredSeries } from '../train/score-model.ts'
import type { NaiveResult } from './comparison.ts'

/** The other forecast that needs no training: the line through the first value and the last, on the same ticks. */
export function scoreDrift(series: readonly ScoredSeries[], horizons: readonly number[]): NaiveResult {
  return { horizons: horizons.map((horizon) => ({ horizon, ratio: ratioTo(series, horizon) })) }
}

/** Its mean absolute error over that of the last value, pooled as those of the cells are. */
function ratioTo(series: readonly ScoredSeries[], horizon: number): number {
  let [sum, scored] = [0, 0]
  for (const { values, from } of series) {
    const history = new Float64Array(naiveHistorySize(1))
    let [drift, last] = [0, 0]
    values.forEach((value, i) => {
      addToHistory(history, 0, 1, value)
      const actual = values[i + horizon]
      if (i < from || actual === undefined) return
      drift += Math.abs(actual - driftForecast(history, 0, value, horizon))
      last += Math.abs(actual - value)
    })
    const count = Math.max(0, values.length - horizon - from)
    if (last === 0) continue
    sum += count * (drift / last)
    scored += count
  }
  return sum / scored
}
