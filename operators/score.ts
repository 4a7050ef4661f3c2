import type { OperatorFunction } from 'rxjs'
import { TickwiseError } from '../src/errors.ts'
import {
  createHorizonScores,
  readHorizonScores,
  updateHorizonScores,
  type HorizonSkill,
  type ScoredForecast,
} from '../src/evaluation/horizon-scores.ts'
import type { Section } from '../src/state/section.ts'
import type { KeyedOperator } from '../src/turn/stage.ts'
import type { Forecast } from './forecast.ts'
import { keyed } from './internals/keyed.ts'
import { standalone, type StandaloneOptions } from './internals/standalone.ts'

/** A forecast, and how the earlier forecasts of its key have done. */
export interface Scored<T> extends Forecast<T> {
  readonly skill: readonly HorizonSkill[]
}

/** Sized by the first forecast, which tells the horizons. */
interface ScoreState {
  scores: Float64Array | undefined
}

/**
 * Scores each key's forecasts against the values that follow, beside the last-value forecast.
 *
 * 1. A forecast of horizon h is scored with the key's h-th tick after it; never before.
 * 2. Emits every forecast with the mean absolute errors so far and the coverage of the outermost quantiles. Numbers
 *    that nothing is known for yet are null in JSON.
 *
 * Put it right behind `forecast`: it takes the actual from the next forecast's `last`.
 */
export function score<T>(options: StandaloneOptions<Forecast<T>> = {}): OperatorFunction<Forecast<T>, Scored<T>> {
  const operator: KeyedOperator<Forecast<T>, ScoreState, Scored<T>> = {
    name: 'score',
    section: scoreSection,
    run(forecasts, states, emit, failing) {
      for (let i = 0; i < forecasts.length; i++) {
        failing(i)
        const forecast = forecasts[i]!
        const state = states[i]!
        state.scores ??= createHorizonScores(forecast.forecasts.map(({ horizon }) => horizon))
        updateHorizonScores(state.scores, forecast.last, toScored(forecast))
        const skill = readHorizonScores(state.scores)
        emit(i, { ...forecast, skill: forecast.levels.length > 1 ? skill : skill.map(withoutInterval) })
      }
    },
  }
  return standalone(
    options,
    keyed(() => operator),
  )
}

const withoutInterval = (skill: HorizonSkill): HorizonSkill => ({ ...skill, coverage: NaN })

function toScored<T>({ last, forecasts }: Forecast<T>): ScoredForecast[] {
  return forecasts.map(({ point, quantiles }) => ({
    last,
    point,
    lower: quantiles[0] ?? Infinity,
    upper: quantiles[quantiles.length - 1] ?? -Infinity,
  }))
}

function scoreSection(id: string): Section<ScoreState> {
  return {
    id,
    version: 1,
    stamp: '',
    create: () => ({ scores: undefined }),
    encode: ({ scores }) =>
      scores === undefined ? new Uint8Array(0) : new Uint8Array(scores.buffer, scores.byteOffset, scores.byteLength),
    decode: (bytes) => {
      if (bytes.length % 8 === 0)
        return { scores: bytes.length === 0 ? undefined : new Float64Array(bytes.slice().buffer) }
      throw new TickwiseError('RECORD_INVALID', {
        expected: 'running scores as float64 numbers',
        received: `${bytes.length} bytes`,
        action: 'The store is damaged: restore it, or `tickwise reset` and replay.',
      })
    },
  }
}
