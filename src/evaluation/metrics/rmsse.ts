import { rmse } from './rmse.ts'
import { seasonalChange } from './seasonal-change.ts'

/** Root mean squared scaled error, as in the M5 competition: as `mase`, with squares. */
export function rmsse(
  actual: ArrayLike<number>,
  forecast: ArrayLike<number>,
  history: ArrayLike<number>,
  season = 1,
): number {
  return rmse(actual, forecast) / Math.sqrt(seasonalChange(history, season, (change) => change * change))
}
