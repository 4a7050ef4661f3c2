import type { OperatorFunction } from 'rxjs'
import { TickwiseError } from '../src/errors.ts'
import { adwinAdd, adwinSize, type MeanChange } from '../src/evaluation/drift/adwin.ts'
import { pageHinkleyAdd, pageHinkleySize } from '../src/evaluation/drift/page-hinkley.ts'
import { float64Section } from '../src/state/float64-section.ts'
import type { KeyedOperator } from '../src/turn/stage.ts'
import { checkWhole } from './internals/check-whole.ts'
import { keyed } from './internals/keyed.ts'
import { standalone, type StandaloneOptions } from './internals/standalone.ts'
import { toValue } from './internals/to-value.ts'

export interface DriftOptions<T> extends StandaloneOptions<T> {
  /**
   * What is watched: an error or an input. NaN says nothing. Default: the size of the error of the shortest horizon that
   * `score` found out with this tick, or the tick's number.
   */
  readonly value?: ((tick: T) => number) | undefined
  /**
   * `adwin` (default): a window that is cut where its mean changes; `delta` is the chance of a false alarm at a test (0.002).
   * `page-hinkley`: cumulative sums, in standard deviations; `tolerance` is what is let pass (0.1), `threshold` when to
   * tell (50).
   */
  readonly method?:
    | { readonly kind: 'adwin'; readonly delta?: number }
    | { readonly kind: 'page-hinkley'; readonly tolerance?: number; readonly threshold?: number }
  /** Values of a key after an alarm in which none is told. Default 200. */
  readonly cooldown?: number
}

/** A tick, and the drift that it gave away. */
export interface DriftChecked<T> {
  readonly tick: T
  readonly drift: Drift | null
}

export interface Drift {
  /** Means before and after; with Page-Hinkley, the mean before and the value that came. */
  readonly before: number
  readonly after: number
  /** Values of the key watched so far, this one included. */
  readonly seen: number
}

/** ADWIN looks for a cut at every so many values. */
const checkEvery = 16
/** [values seen, values until an alarm may be told again]. */
const head = 2

/**
 * Watches a number of each key for a change of its mean: forecast errors, or an input.
 *
 * 1. Emits every tick, with the drift that was found at it or null.
 * 2. After an alarm none is told for `cooldown` values of the key; the detector goes on learning.
 *
 * @example scored$.pipe(detectDrift(), filter(({ drift }) => drift !== null))
 */
export function detectDrift<T>(options: DriftOptions<T> = {}): OperatorFunction<T, DriftChecked<T>> {
  const { method = { kind: 'adwin' }, cooldown = 200 } = options
  checkWhole('detectDrift cooldown', cooldown, 0, 1_000_000_000)
  const { add, size } = method.kind === 'adwin' ? adwin(method.delta) : pageHinkley(method)
  const value = options.value ?? errorOrValue
  const operator: KeyedOperator<T, Float64Array, DriftChecked<T>> = {
    name: 'detectDrift',
    section: (id) => float64Section({ id, version: 1, stamp: JSON.stringify(method), length: head + size }),
    run(ticks, states, emit, failing) {
      for (let i = 0; i < ticks.length; i++) {
        failing(i)
        const [tick, state] = [ticks[i]!, states[i]!]
        const number = value(tick)
        if (!Number.isFinite(number)) {
          emit(i, { tick, drift: null })
          continue
        }
        const seen = (state[0]! += 1)
        const quiet = state[1]! > 0
        if (quiet) state[1]! -= 1
        const change = add(state.subarray(head), number, seen)
        const told = change !== undefined && !quiet
        if (told) state[1] = cooldown
        emit(i, { tick, drift: told ? { ...change, seen } : null })
      }
    },
  }
  return standalone(
    options,
    keyed(() => operator),
  )
}

interface Detector {
  readonly size: number
  readonly add: (state: Float64Array, value: number, seen: number) => MeanChange | undefined
}

function adwin(delta = 0.002): Detector {
  if (!(delta > 0 && delta < 1)) throw badOption('delta between 0 and 1', delta)
  return { size: adwinSize, add: (state, value, seen) => adwinAdd(state, value, delta, seen % checkEvery === 0) }
}

function pageHinkley({ tolerance = 0.1, threshold = 50 }: { tolerance?: number; threshold?: number }): Detector {
  if (!(tolerance >= 0 && threshold > 0))
    throw badOption('tolerance of 0 or more, threshold above 0', tolerance, threshold)
  return { size: pageHinkleySize, add: (state, value) => pageHinkleyAdd(state, value, tolerance, threshold) }
}

function errorOrValue(tick: unknown): number {
  const errors = (tick as { readonly errors?: readonly number[] } | null)?.errors
  return Array.isArray(errors) ? Math.abs((errors as readonly number[])[0] ?? NaN) : toValue(tick)
}

function badOption(expected: string, ...received: readonly number[]): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected: `detectDrift ${expected}`,
    received: received.join(', '),
    action: 'Change the option.',
  })
}
