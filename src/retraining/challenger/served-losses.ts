import type { Forecast } from '../../../operators/forecast.ts'
import { tickFlags, type WindowKey } from '../window/training-window.ts'
import type { ForecastHead } from './window-targets.ts'

/**
 * The loss of a forecast made at tick `index` of a key, over those horizons whose answer the window has: the mean of the
 * point's absolute error and twice each quantile's pinball loss, in units of a one-tick change as it was then (times the
 * root of the horizon), so that keys can be put side by side. NaN where no answer is known.
 */
export function servedLoss(
  { levels, scales, flags }: WindowKey,
  index: number,
  head: ForecastHead,
  { levels: quantileLevels, forecasts }: Pick<Forecast<unknown>, 'levels' | 'forecasts'>,
): number {
  const change = head.target === 'log-return' ? scales[index]! * levels[index]! : scales[index]!
  let sum = 0
  let known = 0
  for (const { horizon, point, quantiles } of forecasts) {
    const at = index + horizon
    if (at >= levels.length || (flags[at]! & tickFlags.missing) !== 0) continue
    const actual = levels[at]!
    let loss = Math.abs(actual - point)
    quantiles.forEach((value, q) => {
      const level = quantileLevels[q]!
      loss += 2 * (actual >= value ? level * (actual - value) : (1 - level) * (value - actual))
    })
    sum += loss / ((1 + quantiles.length) * change * Math.sqrt(horizon))
    known++
  }
  return known === 0 ? NaN : sum / known
}
