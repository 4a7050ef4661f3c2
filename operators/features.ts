import type { OperatorFunction } from 'rxjs'
import { createFeatureExtractor } from '../src/model/features/feature-extractor.ts'
import type { Model } from '../src/model/model.ts'
import type { FeatureSpec } from '../src/model/spec.ts'
import { float64Section } from '../src/state/float64-section.ts'
import type { Scope } from '../src/turn/scope.ts'
import type { KeyedOperator } from '../src/turn/stage.ts'
import { featuresOf } from './internals/features-of.ts'
import { keyed } from './internals/keyed.ts'
import { standalone, type StandaloneOptions } from './internals/standalone.ts'
import { toValue } from './internals/to-value.ts'

export interface FeaturesOptions<T> extends StandaloneOptions<T> {
  /** The number a tick carries. Default: the tick itself, or its `value`, `price` or `close`. */
  readonly value?: ((tick: T) => number) | undefined
}

/** A tick with the network's inputs for it. */
export interface Featured<T> {
  readonly tick: T
  /** One number a feature, in units of the causal scale. */
  readonly inputs: Float32Array
  /** The tick's value. */
  readonly level: number
  /** Size of a one-tick change, from the ticks before this one: what forecasts are in units of. */
  readonly scale: number
  /** False while the key's history is too short for a scale. */
  readonly ready: boolean
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
    keyed((scope) => createOperator(scope, of, options.value ?? toValue)),
  )
}

function createOperator<T>(
  scope: Scope,
  of: Model | string | readonly FeatureSpec[],
  value: (tick: T) => number,
): KeyedOperator<T, Float64Array, Featured<T>> {
  const specs = featuresOf(scope, of)
  const extractor = createFeatureExtractor(specs)
  return {
    name: 'features',
    section: (id) => float64Section({ id, version: 1, stamp: JSON.stringify(specs), length: extractor.stateSize }),
    run(ticks, states, emit, failing) {
      for (let i = 0; i < ticks.length; i++) {
        failing(i)
        const tick = ticks[i]!
        const state = states[i]!
        const level = value(tick)
        const inputs = new Float32Array(extractor.size)
        const scale = extractor.scale(state)
        const ready = extractor.update(state, level, inputs, 0)
        emit(i, { tick, inputs, level, scale, ready })
      }
    },
  }
}
