import type { OperatorFunction } from 'rxjs'
import { readReport, readSkill } from '../src/evaluation/scores/read-scores.ts'
import { ScoreLayout } from '../src/evaluation/scores/score-layout.ts'
import type { HorizonReport, HorizonSkill } from '../src/evaluation/scores/score-report.ts'
import { decodeScores, encodeScores, scoresVersion } from '../src/evaluation/scores/stored-scores.ts'
import { updateScores } from '../src/evaluation/scores/update-scores.ts'
import type { Section } from '../src/state/section.ts'
import type { KeyedOperator } from '../src/turn/stage.ts'
import type { Forecast } from './forecast.ts'
import { checkWhole } from './internals/check-whole.ts'
import { keyed } from './internals/keyed.ts'
import { haveHorizons, sameNumbers } from './internals/same-numbers.ts'
import { standalone, type StandaloneOptions } from './internals/standalone.ts'

export type { HorizonReport, HorizonSkill } from '../src/evaluation/scores/score-report.ts'

export interface ScoreOptions<T> extends StandaloneOptions<Forecast<T>> {
  /** Ticks a season, for the seasonal naive forecast and the scale of MASE. Default 1: no season. */
  readonly season?: number
  /** How many forecasts the rolling scores cover (or up to a third less). Default 500. */
  readonly window?: number
  /** Every so many ticks of a key, its forecast comes with a full report. Default 100; 0 for never. */
  readonly reportEvery?: number
}

/** A forecast, and how the earlier forecasts of its key have done. */
export interface Scored<T> extends Forecast<T> {
  readonly skill: readonly HorizonSkill[]
  /** What the forecasts that this tick answers were wrong by (actual less point), one a horizon; NaN for none. */
  readonly errors: readonly number[]
  /** All measures, rolling and since the start, with a verdict in words; with every hundredth forecast of a key. */
  readonly report?: readonly HorizonReport[]
}

/** Sized by the first forecast, which tells horizons and levels. */
interface ScoreState {
  scores: Float64Array | undefined
}

/**
 * Scores each key's forecasts against the values that follow, beside last value, drift and seasonal naive.
 *
 * 1. A forecast of horizon h is scored with the key's h-th tick after it; never before. It takes the actual from the
 *    later forecast's `last`, so put it behind `forecast`, `blend` or `calibrate`. A missing value (NaN) scores nothing.
 * 2. Emits every forecast with the mean absolute errors so far and the coverage of the outermost quantiles. Numbers
 *    that nothing is known for yet are null in JSON.
 * 3. Now and then the forecast has a `report`: MAE, RMSE, MASE, RMSSE, sMAPE, pinball, CRPS, coverage, width, interval
 *    score, direction, Diebold-Mariano, and who is ahead in words, which says so when the network is behind.
 * 4. Scores start afresh when the horizons or levels change (another model).
 */
export function score<T>(options: ScoreOptions<T> = {}): OperatorFunction<Forecast<T>, Scored<T>> {
  const { season = 1, window = 500, reportEvery = 100 } = options
  checkWhole('score season', season, 1, 100_000)
  checkWhole('score window', window, 1, 1_000_000)
  checkWhole('score reportEvery', reportEvery, 0, 1_000_000_000)
  return standalone(
    options,
    keyed(() => createOperator<T>(season, window, reportEvery)),
  )
}

function createOperator<T>(
  season: number,
  window: number,
  reportEvery: number,
): KeyedOperator<Forecast<T>, ScoreState, Scored<T>> {
  let latest: ScoreLayout | undefined
  const layoutFor = ({ levels, forecasts }: Forecast<T>): ScoreLayout => {
    if (latest !== undefined && haveHorizons(forecasts, latest.shape.horizons)) {
      if (sameNumbers(levels, latest.shape.levels)) return latest
    }
    const horizons = forecasts.map(({ horizon }) => horizon)
    return (latest = new ScoreLayout({ horizons, levels, season, window }))
  }
  return {
    name: 'score',
    section: (id) => scoreSection(id, `season ${season}, window ${window}`),
    run(forecasts, states, emit, failing) {
      for (let i = 0; i < forecasts.length; i++) {
        failing(i)
        const forecast = forecasts[i]!
        const state = states[i]!
        const layout = layoutFor(forecast)
        if (state.scores === undefined || !layout.fits(state.scores)) state.scores = layout.create()
        const { scores } = state
        updateScores(layout, scores, forecast.missing ? NaN : forecast.last, forecast.forecasts)
        const scored = { ...forecast, skill: readSkill(layout, scores), errors: toList(layout.errors) }
        const due = reportEvery > 0 && scores[layout.seenAt]! % reportEvery === 0
        emit(i, due ? { ...scored, report: readReport(layout, scores) } : scored)
      }
    },
  }
}

function toList(numbers: Float64Array): number[] {
  const list = new Array<number>(numbers.length)
  for (let n = 0; n < numbers.length; n++) list[n] = numbers[n]!
  return list
}

const none = new Float64Array(0)

function scoreSection(id: string, stamp: string): Section<ScoreState> {
  return {
    id,
    version: scoresVersion,
    stamp,
    create: () => ({ scores: undefined }),
    encode: ({ scores }) => encodeScores(scores),
    numbers: ({ scores = none }) => scores,
    decode: (bytes) => ({ scores: decodeScores(bytes) }),
  }
}
