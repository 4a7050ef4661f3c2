import type { OperatorFunction } from 'rxjs'
import type { TickExtras } from '../src/model/features/feature.ts'
import type { Model } from '../src/model/model.ts'
import type { FeatureSpec } from '../src/model/spec.ts'
import { float64Section } from '../src/state/float64-section.ts'
import { currentTick } from '../src/turn/current-turn.ts'
import type { Scope } from '../src/turn/scope.ts'
import type { KeyedOperator } from '../src/turn/stage.ts'
import { featureReader } from './internals/feature-reader.ts'
import type { Featured } from './internals/featured.ts'
import { inputOf } from './internals/features-of.ts'
import { keyed } from './internals/keyed.ts'
import { standalone, type StandaloneOptions } from './internals/standalone.ts'
import { toColumn, toValue } from './internals/to-value.ts'

export type { Featured } from './internals/featured.ts'

export interface FeaturesOptions<T> extends StandaloneOptions<T> {
  /**
   * The number a tick carries; null or NaN where it is missing, which a model has to be made for. Default: the tick
   * itself, or its `value`, `price` or `close`.
   */
  readonly value?: ((tick: T) => number | null) | undefined
  /** Milliseconds since the epoch, for features that look at the time. Default: the event time, or the tick's `time`. */
  readonly time?: ((tick: T) => number) | undefined
  /**
   * The number of another column, `ahead` ticks ahead; null or NaN where it is not known. Default: the tick's property
   * of that name, which is a number, or a list of what is known: now, a tick ahead, and so on.
   */
  readonly column?: ((tick: T, name: string, ahead: number) => number | null) | undefined
}

/**
 * Makes a network's inputs from values, causally: scales are updated after they are used, and live in the key record.
 *
 * 1. Takes the value of each tick; one that the features can't use (not finite; not positive where logs are taken)
 *    refuses the tick.
 * 2. Emits the tick with its features, for every tick. Features are 0 while the key's history is too short.
 *
 * @param of a model, the name of one (in a pipeline), or the list of features
 */
export function features<T>(
  of: Model | string | readonly FeatureSpec[],
  options: FeaturesOptions<T> = {},
): OperatorFunction<T, Featured<T>> {
  return standalone(
    options,
    keyed((scope) => createOperator(scope, of, options)),
  )
}

function createOperator<T>(
  scope: Scope,
  of: Model | string | readonly FeatureSpec[],
  { value = toValue, time, column = toColumn }: FeaturesOptions<T>,
): KeyedOperator<T, Float64Array, Featured<T>> {
  const input = inputOf(scope, of)
  const reader = featureReader(input)
  let now: T
  const extras: TickExtras = {
    get time() {
      return time === undefined ? (currentTick()?.eventTime ?? toTime(now)) : time(now)
    },
    column: (name, ahead) => column(now, name, ahead) ?? NaN,
  }
  const stamp = JSON.stringify(input.kind === 'features' ? input.features : input)
  return {
    name: 'features',
    section: (id) => float64Section({ id, version: 1, stamp, length: reader.stateSize }),
    run(ticks, states, emit, failing) {
      for (let i = 0; i < ticks.length; i++) {
        failing(i)
        now = ticks[i]!
        emit(i, reader.read(now, states[i]!, value(now) ?? NaN, extras))
      }
    },
  }
}

function toTime(tick: unknown): number | undefined {
  const { time } = (typeof tick === 'object' && tick !== null ? tick : {}) as { readonly time?: unknown }
  return typeof time === 'number' ? time : undefined
}
