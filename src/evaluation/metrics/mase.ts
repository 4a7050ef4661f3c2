import { mae } from './mae.ts'
import { seasonalChange } from './seasonal-change.ts'

/**
 * Mean absolute scaled error (Hyndman and Koehler 2006): the mean absolute error over that of the seasonal naive
 * forecast, one step ahead, on `history`. Below 1 is better. Infinite after a history that never changed.
 */
export function mase(
  actual: ArrayLike<number>,
  forecast: ArrayLike<number>,
  history: ArrayLike<number>,
  season = 1,
): number {
  return mae(actual, forecast) / seasonalChange(history, season, Math.abs)
}
