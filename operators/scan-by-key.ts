import type { OperatorFunction } from 'rxjs'
import { jsonSection, type JsonState } from '../src/state/json-section.ts'
import type { KeyedOperator } from '../src/turn/stage.ts'
import { keyed } from './internals/keyed.ts'
import { standalone, type StandaloneOptions } from './internals/standalone.ts'

export interface ScanByKeyOptions<T> extends StandaloneOptions<T> {
  /** Raise it when the meaning of the state changes: older states are then refused instead of misread. */
  readonly version?: number
  /** Limit of a state's JSON text in UTF-8; a tick that would exceed it is refused. Default 64 KiB. */
  readonly maxBytes?: number
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
  return standalone(
    options,
    keyed(() => createOperator(reducer, seed, options)),
  )
}

function createOperator<T, S>(
  reducer: (state: S, tick: T) => S,
  initial: S,
  { version = 1, maxBytes = 65_536 }: ScanByKeyOptions<T>,
): KeyedOperator<T, JsonState, S> {
  const create = (id: string) => jsonSection<S>({ id, version, initial, maxBytes })
  const json = create('scanByKey')
  return {
    name: 'scanByKey',
    section: create,
    run(ticks, states, emit, failing) {
      for (let i = 0; i < ticks.length; i++) {
        failing(i)
        const next = reducer(json.read(states[i]!), ticks[i]!)
        json.write(states[i]!, next)
        emit(i, next)
      }
    },
  }
}
