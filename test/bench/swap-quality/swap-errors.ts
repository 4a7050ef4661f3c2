import { Subject } from 'rxjs'
import { forecast, swapOn, type Forecast } from '../../../operators/index.ts'
import type { Model } from '../../../src/model/model.ts'
import type { SwapPolicy } from '../../../src/state/model-history.ts'

/** Those of a plain Observable: a dual run has warmed up, too, and for longer. */
export type PlainPolicy = Exclude<SwapPolicy, 'dual-run'>

export interface SwapSeries {
  readonly key: string
  readonly values: readonly number[]
}

/** Ticks after the swap whose forecasts are scored. */
export const scoredTicks = 200

/**
 * The error of one tick ahead over the first ticks after a swap, in units of each series' mean change there; the mean over
 * all series. It is the mean of the point's absolute error and twice the pinball loss of each quantile: on prices the point
 * often is the last value, and the band is all that a state is worth. `before` undefined: `after` has always served.
 */
export function errorAfterSwap(
  series: readonly SwapSeries[],
  before: Model | undefined,
  after: Model,
  policy: PlainPolicy,
): number {
  const errors = series.map(({ values }) => errorOf(values, before, after, policy))
  return errors.reduce((sum, error) => sum + error, 0) / errors.length
}

function errorOf(values: readonly number[], before: Model | undefined, after: Model, policy: PlainPolicy): number {
  const from = values.length - 1 - scoredTicks
  const [ticks, models] = [new Subject<{ index: number; value: number }>(), new Subject<Model>()]
  const made: Forecast<unknown>[] = []
  ticks
    .pipe(forecast(swapOn(before ?? after, models, { policy })))
    .subscribe((one: Forecast<{ index: number }>) => (made[one.tick.index] = one))
  values.forEach((value, index) => {
    if (index === from && before !== undefined) models.next(after)
    ticks.next({ index, value })
  })
  let [error, change] = [0, 0]
  for (let i = from; i < values.length - 1; i++) {
    error += lossOf(made[i]!, values[i + 1]!)
    change += Math.abs(values[i + 1]! - values[i]!)
  }
  return error / change
}

function lossOf({ levels, forecasts }: Forecast<unknown>, actual: number): number {
  const { point, quantiles } = forecasts[0]!
  const losses = quantiles.map((quantile, q) => {
    const miss = actual - quantile
    return 2 * Math.max(levels[q]! * miss, (levels[q]! - 1) * miss)
  })
  return losses.reduce((sum, loss) => sum + loss, Math.abs(actual - point)) / (1 + losses.length)
}
