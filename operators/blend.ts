import type { OperatorFunction } from 'rxjs'
import { BlendLayout, type BlendLoss } from '../src/evaluation/blend/blend-layout.ts'
import { updateBlend } from '../src/evaluation/blend/update-blend.ts'
import { TickFailure } from '../src/turn/tick-failure.ts'
import type { KeyedOperator } from '../src/turn/stage.ts'
import type { Forecast, HorizonForecast } from './forecast.ts'
import { checkWhole } from './internals/check-whole.ts'
import { keyed } from './internals/keyed.ts'
import { haveHorizons } from './internals/same-numbers.ts'
import { sizedSection, type SizedState } from './internals/sized-section.ts'
import { standalone, type StandaloneOptions } from './internals/standalone.ts'

/** Points of other forecasters, one list a challenger in the order of their names, each with one point a horizon. */
export interface Challengers<T> {
  readonly names: readonly string[]
  readonly points: (forecast: Forecast<T>) => readonly ArrayLike<number>[]
}

export interface BlendOptions<T> extends StandaloneOptions<Forecast<T>> {
  /** Ticks a season, for the seasonal naive forecast. Default 1: no season. */
  readonly season?: number
  /** What the weights shall keep small. Default `absolute`. */
  readonly loss?: BlendLoss
  readonly challengers?: Challengers<T>
}

/** A forecast whose points are mixed, and by which weights. */
export interface Blended<T> extends Forecast<T> {
  readonly blend: {
    /** `network`, `last value`, `drift`, `seasonal naive` where there is a season, then challengers. */
    readonly experts: readonly string[]
    /** [horizon][expert]; each row sums to 1. */
    readonly weights: readonly (readonly number[])[]
  }
}

/**
 * Mixes the network's forecasts with naive ones (last value, drift, seasonal naive) and challengers by online weights, per
 * key and horizon, so that what is served is never much worse than the best of them.
 *
 * 1. A forecast is learned from when its actual is known, and never before; weights are AdaHedge's and need no tuning.
 * 2. Over T forecasts of horizon h by K experts, the sum of absolute errors is at most that of the best expert plus
 *    S sqrt((2h - 1) T ln K) + 2 (2h - 1) S, S being the largest difference between two experts' errors. With
 *    `loss: 'squared'` the same holds for squared errors.
 * 3. Emits every forecast with the mixed points; quantiles are moved along with their point.
 *
 * @example prices$.pipe(forecast(model), blend({ season: 24 }), calibrate(), score({ season: 24 }))
 */
export function blend<T>(options: BlendOptions<T> = {}): OperatorFunction<Forecast<T>, Blended<T>> {
  checkWhole('blend season', options.season ?? 1, 1, 100_000)
  return standalone(
    options,
    keyed(() => createOperator(options)),
  )
}

function createOperator<T>({
  season = 1,
  loss = 'absolute',
  challengers,
}: BlendOptions<T>): KeyedOperator<Forecast<T>, SizedState, Blended<T>> {
  const naive = ['last value', 'drift', ...(season > 1 ? ['seasonal naive'] : [])]
  const experts = ['network', ...naive, ...(challengers?.names ?? [])]
  const none: readonly ArrayLike<number>[] = []
  let latest: BlendLayout | undefined
  const layoutFor = ({ forecasts }: Forecast<T>): BlendLayout => {
    if (latest !== undefined && haveHorizons(forecasts, latest.shape.horizons)) return latest
    const shape = { horizons: forecasts.map(({ horizon }) => horizon), season, experts: experts.length, loss }
    return (latest = new BlendLayout(shape))
  }
  return {
    name: 'blend',
    section: (id) => sizedSection(id, `season ${season}, ${loss}, ${experts.join(', ')}`),
    run(forecasts, states, emit, failing) {
      for (let i = 0; i < forecasts.length; i++) {
        failing(i)
        const forecast = forecasts[i]!
        const state = states[i]!
        const layout = layoutFor(forecast)
        const others = challengers === undefined ? none : challengers.points(forecast)
        if (challengers !== undefined) checkChallengers(others, challengers.names.length, forecast.forecasts.length)
        if (state.numbers === undefined || !layout.fits(state.numbers)) state.numbers = layout.create()
        const weights = updateBlend(
          layout,
          state.numbers,
          forecast.missing ? NaN : forecast.last,
          forecast.forecasts,
          others,
        )
        emit(i, { ...forecast, forecasts: moved(forecast.forecasts, layout.points), blend: { experts, weights } })
      }
    },
  }
}

function moved(forecasts: readonly HorizonForecast[], points: Float64Array): HorizonForecast[] {
  const all = new Array<HorizonForecast>(forecasts.length)
  for (let n = 0; n < all.length; n++) all[n] = moveTo(forecasts[n]!, points[n]!)
  return all
}

function moveTo({ horizon, point: before, quantiles }: HorizonForecast, point: number): HorizonForecast {
  const by = point - before
  const moved = new Array<number>(quantiles.length)
  for (let q = 0; q < quantiles.length; q++) moved[q] = quantiles[q]! + by
  return { horizon, point, quantiles: moved }
}

function checkChallengers(others: readonly ArrayLike<number>[], names: number, horizons: number): void {
  const sound = (points: ArrayLike<number>) => points.length === horizons && Array.from(points).every(Number.isFinite)
  if (others.length === names && others.every(sound)) return
  throw new TickFailure('failed', {
    expected: `finite points of ${names} challengers, ${horizons} each`,
    received: JSON.stringify(others.map((points) => Array.from(points))).slice(0, 200),
    action: 'Return one list a name, with one point a horizon.',
  })
}
