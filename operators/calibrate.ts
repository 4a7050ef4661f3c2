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

/** Levels of the network's quantiles, which of them lie between the ends of the interval, and those that are served. */
interface Levels {
  readonly given: readonly number[]
  readonly kept: readonly number[]
  readonly made: readonly number[]
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
  let levels: Levels | undefined
  const layoutFor = ({ levels, forecasts }: Forecast<T>): ConformalLayout => {
    if (latest !== undefined && haveHorizons(forecasts, latest.shape.horizons)) {
      if (sameNumbers(levels, latest.shape.levels)) return latest
    }
    return (latest = new ConformalLayout({ horizons: forecasts.map(({ horizon }) => horizon), levels, coverage }))
  }
  // (1 - 0.8) / 2 is 0.09999999999999998, which nobody wants to read.
  const tidy = (level: number) => Number(level.toPrecision(12))
  const ends = [tidy((1 - coverage) / 2), tidy((1 + coverage) / 2)] as const
  const levelsFor = (given: readonly number[]): Levels => {
    if (levels !== undefined && sameNumbers(given, levels.given)) return levels
    const kept = [...given.keys()].filter((q) => given[q]! > ends[0] && given[q]! < ends[1])
    return (levels = { given, kept, made: [ends[0], ...kept.map((q) => given[q]!), ends[1]] })
  }
  return {
    name: 'calibrate',
    section: (id) => sizedSection(id, `coverage ${coverage}`, 2),
    run(forecasts, states, emit, failing) {
      for (let i = 0; i < forecasts.length; i++) {
        failing(i)
        const forecast = forecasts[i]!
        const state = states[i]!
        const layout = layoutFor(forecast)
        if (state.numbers === undefined || !layout.fits(state.numbers)) state.numbers = layout.create()
        const { numbers } = state
        updateConformal(layout, numbers, forecast.missing ? NaN : forecast.last, forecast.forecasts)
        const levels = levelsFor(forecast.levels)
        const calibration = readCalibration(layout, numbers)
        emit(i, { ...forecast, levels: levels.made, forecasts: withIntervals(forecast, levels, layout), calibration })
      }
    },
  }
}

function withIntervals(
  { forecasts }: Forecast<unknown>,
  { kept, made }: Levels,
  layout: ConformalLayout,
): HorizonForecast[] {
  const all = new Array<HorizonForecast>(forecasts.length)
  for (let n = 0; n < all.length; n++) {
    const { horizon, point, quantiles: own } = forecasts[n]!
    const lower = layout.lower[n]!
    const upper = layout.upper[n]!
    const quantiles = new Array<number>(made.length)
    quantiles[0] = lower
    for (let q = 0; q < kept.length; q++) quantiles[q + 1] = Math.min(upper, Math.max(lower, own[kept[q]!]!))
    quantiles[made.length - 1] = upper
    all[n] = { horizon, point, quantiles }
  }
  return all
}

function readCalibration({ shape, horizonAt }: ConformalLayout, numbers: Float64Array): HorizonCalibration[] {
  const all = new Array<HorizonCalibration>(horizonAt.length)
  for (let n = 0; n < all.length; n++) {
    const start = horizonAt[n]!
    const scored = numbers[start + at.scored]!
    all[n] = { horizon: shape.horizons[n]!, scored, coverage: numbers[start + at.covered]! / scored }
  }
  return all
}

function badCoverage(coverage: number): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected: 'calibrate coverage between 0 and 1, such as 0.9',
    received: String(coverage),
    action: 'Say which share of actuals the intervals shall hold.',
  })
}
