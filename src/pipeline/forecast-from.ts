import { filter, type Observable, type OperatorFunction } from 'rxjs'
import { forecast } from '../../operators/forecast.ts'
import { score, type Scored } from '../../operators/score.ts'
import type { Model } from '../model/model.ts'

export interface ForecastFromOptions<T> {
  readonly value: (tick: T) => number
  /** Milliseconds since the epoch of a tick. */
  readonly time: (tick: T) => number
  /** Ticks before it advance the state and nothing else: no forecast of theirs is emitted or scored. */
  readonly from: number
}

/** `forecast`, then `score`, on everything from a date on; what comes before is history that the state is made of. */
export function forecastFrom<T>(
  model: Model | string,
  { value, time, from }: ForecastFromOptions<T>,
): OperatorFunction<T, Scored<T>> {
  return (ticks: Observable<T>) =>
    ticks.pipe(
      forecast(model, { value }),
      filter(({ tick }) => time(tick) >= from),
      score(),
    )
}
