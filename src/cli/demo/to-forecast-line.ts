import type { Scored } from '../../../operators/score.ts'
import type { Output } from '../../stream/sink.ts'
import type { DailyPrice } from './daily-price.ts'

/** A forecast as a line of JSON: the price as it came, then what is said about each horizon. */
export function toForecastLine({ id, key, eventTime, value }: Output<Scored<DailyPrice>>): string {
  const forecasts = value.forecasts.map(({ horizon, point, quantiles }) => ({
    horizon,
    point,
    low: quantiles[0],
    high: quantiles.at(-1),
  }))
  return JSON.stringify({ id, key, time: eventTime, close: value.tick.text.close, forecasts })
}
