import type { OperatorFunction } from 'rxjs'
import { TickwiseError } from '../src/errors.ts'
import { at, ConformalLayout } from '../src/evaluation/conformal/conformal-layout.ts'
import { updateConformal } from '../src/evaluation/conformal/update-conformal.ts'
import type { KeyedOperator } from '../src/turn/stage.ts'
import type { Forecast, HorizonForecast } from './forecast.ts'
import { keyed } from './internals/keyed.ts'
import { haveHorizons, sameNumbers } from './internals/same-numbers.ts'
import { sizedSection, type SizedState } from './internals/sized-section.ts'
import { standalone, type StandaloneOptions } from './internals/standalone.ts'

export interface CalibrateOptions<T> extends StandaloneOptions<Forecast<T>> {
  /** Share of actuals that the intervals shall hold, between 0 and 1. Default 0.8. */
  readonly coverage?: number
}

/** How the intervals of one horizon have held. */
export interface HorizonCalibration {
  readonly horizon: number
  readonly scored: number
  /** Share of actuals inside so far; NaN before the first. */
  readonly coverage: number
}

/** A forecast whose outermost quantiles are calibrated. */
export interface Calibrated<T> extends Forecast<T> {
  readonly calibration: readonly HorizonCalibration[]
}

/**
 * Gives each key's forecasts intervals that hold as many actuals as was asked, in the long run and on any data: adaptive
 * conformal inference, per key and horizon.
 *
 * 1. Learns from a forecast when its actual is known (the key's h-th tick after it), by what was served then.
 * 2. Emits every forecast with the interval's ends as its outermost quantiles, at the levels (1 - coverage) / 2 and
 *    (1 + coverage) / 2. The network's quantiles between these levels stay, but never outside of the interval.
 * 3. Beside them, the coverage so far. A network without quantiles gets intervals from its own errors.
 * 4. Calibration starts afresh when the horizons change (another model).
 *
 * @example prices$.pipe(forecast(model), blend(), calibrate({ coverage: 0.9 }), score())
 */
export function calibrate<T>(options: CalibrateOptions<T> = {}): OperatorFunction<Forecast<T>, Calibrated<T>> {
  const { coverage = 0.8 } = options
  if (!(coverage > 0 && coverage < 1)) throw badCoverage(coverage)
  return standalone(
    options,
    keyed(() => createOperator<T>(coverage)),
  )
}

function createOperator<T>(coverage: number): KeyedOperator<Forecast<T>, SizedState, Calibrated<T>> {
  let latest: ConformalLayout | undefined
  let levels: { readonly given: readonly number[]; readonly made: readonly number[] } | undefined
  const layoutFor = ({ levels, forecasts }: Forecast<T>): ConformalLayout => {
    if (latest !== undefined && haveHorizons(forecasts, latest.shape.horizons)) {
      if (sameNumbers(levels, latest.shape.levels)) return latest
    }
    return (latest = new ConformalLayout({ horizons: forecasts.map(({ horizon }) => horizon), levels, coverage }))
  }
  // (1 - 0.8) / 2 is 0.09999999999999998, which nobody wants to read.
  const tidy = (level: number) => Number(level.toPrecision(12))
  const ends = [tidy((1 - coverage) / 2), tidy((1 + coverage) / 2)] as const
  const isInner = (level: number) => level > ends[0] && level < ends[1]
  const levelsFor = (given: readonly number[]): readonly number[] => {
    if (levels === undefined || !sameNumbers(given, levels.given))
      levels = { given, made: [ends[0], ...given.filter(isInner), ends[1]] }
    return levels.made
  }
  return {
    name: 'calibrate',
    section: (id) => sizedSection(id, `coverage ${coverage}`),
    run(forecasts, states, emit, failing) {
      for (let i = 0; i < forecasts.length; i++) {
        failing(i)
        const forecast = forecasts[i]!
        const state = states[i]!
        const layout = layoutFor(forecast)
        if (state.numbers === undefined || !layout.fits(state.numbers)) state.numbers = layout.create()
        const { numbers } = state
        updateConformal(layout, numbers, forecast.last, forecast.forecasts)
        emit(i, {
          ...forecast,
          levels: levelsFor(forecast.levels),
          forecasts: forecast.forecasts.map((one, n) =>
            withInterval(one, forecast.levels, isInner, layout.lower[n]!, layout.upper[n]!),
          ),
          calibration: layout.horizonAt.map((start, n) => {
            const scored = numbers[start + at.scored]!
            return { horizon: layout.shape.horizons[n]!, scored, coverage: numbers[start + at.covered]! / scored }
          }),
        })
      }
    },
  }
}

function withInterval(
  forecast: HorizonForecast,
  levels: readonly number[],
  isInner: (level: number) => boolean,
  lower: number,
  upper: number,
): HorizonForecast {
  const quantiles = [lower]
  for (let q = 0; q < levels.length; q++) {
    if (isInner(levels[q]!)) quantiles.push(Math.min(upper, Math.max(lower, forecast.quantiles[q]!)))
  }
  quantiles.push(upper)
  return { horizon: forecast.horizon, point: forecast.point, quantiles }
}

function badCoverage(coverage: number): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected: 'calibrate coverage between 0 and 1, such as 0.9',
    received: String(coverage),
    action: 'Say which share of actuals the intervals shall hold.',
  })
}
