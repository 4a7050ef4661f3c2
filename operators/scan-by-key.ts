import type { OperatorFunction } from 'rxjs'
import { jsonSection, type JsonState } from '../src/state/json-section.ts'
import type { KeyedOperator } from '../src/turn/stage.ts'
import { checkJson } from './internals/check-json.ts'
import { keyed } from './internals/keyed.ts'
import { standalone, type StandaloneOptions } from './internals/standalone.ts'

export interface ScanByKeyOptions<T> extends StandaloneOptions<T> {
  /** Raise it when the meaning of the state changes: older states are then refused instead of misread. */
  readonly version?: number
}

/**
 * `scan` with a state per key that survives a crash.
 *
 * 1. For each tick, calls `reducer` with the state of the tick's key (a copy of `seed` for a new key) and the tick.
 * 2. What it returns is the key's new state, and is emitted.
 * 3. The state must be plain JSON with finite numbers; otherwise the tick is refused and the state stays as it was.
 *    Between ticks the state lives as its JSON text, so it is always what a restart would restore.
 *
 * @example ticks$.pipe(scanByKey((sum, t) => sum + t.volume, 0, { key: t => t.symbol }))
 */
export function scanByKey<T, S>(
  reducer: (state: S, tick: T) => S,
  seed: S,
  options: ScanByKeyOptions<T> = {},
): OperatorFunction<T, S> {
  const initial = JSON.stringify(checkJson(seed))
  const operator: KeyedOperator<T, JsonState, S> = {
    name: 'scanByKey',
    section: (id) => jsonSection({ id, version: options.version ?? 1, initial }),
    run(inputs, states, emit, failing) {
      for (let i = 0; i < inputs.length; i++) {
        failing(i)
        const next = checkJson(reducer(JSON.parse(states[i]!.json) as S, inputs[i]!))
        states[i]!.json = JSON.stringify(next)
        emit(i, next)
      }
    },
  }
  return standalone(
    options,
    keyed(() => operator),
  )
}
