import type { OperatorFunction } from 'rxjs'
import { TickwiseError } from '../src/errors.ts'
import type { Section } from '../src/state/section.ts'
import type { KeyedOperator } from '../src/turn/stage.ts'
import { keyed } from './internals/keyed.ts'
import { standalone, type StandaloneOptions } from './internals/standalone.ts'

export interface DedupeOptions<T> extends StandaloneOptions<T> {
  /** How many of a key's latest ids are remembered; a repeat after more than these passes. Default 64. */
  readonly window?: number
}

/**
 * Lets a tick pass unless its id was among the latest ids of its key.
 *
 * 1. Calls `id` with each tick; ids are compared as strings.
 * 2. An id among the last `window` different ids of the key: the tick is dropped.
 * 3. Otherwise the id is remembered, in the key record, and the tick is emitted.
 *
 * @example ticks$.pipe(dedupe(t => t.tradeId, { key: t => t.symbol }))
 */
export function dedupe<T>(id: (tick: T) => string | number, options: DedupeOptions<T> = {}): OperatorFunction<T, T> {
  const { window = 64 } = options
  if (!Number.isInteger(window) || window < 1 || window > 1_000_000) throw badWindow(window)
  const operator: KeyedOperator<T, string[], T> = {
    name: 'dedupe',
    section: (sectionId) => recentIds(sectionId, window),
    run(inputs, states, emit, failing) {
      for (let i = 0; i < inputs.length; i++) {
        failing(i)
        const recent = states[i]!
        const name = String(id(inputs[i]!))
        if (recent.includes(name)) continue
        recent.push(name)
        if (recent.length > window) recent.shift()
        emit(i, inputs[i]!)
      }
    },
  }
  return standalone(
    options,
    keyed(() => operator),
  )
}

/** The latest ids of a key, oldest first, as a JSON array of strings. */
function recentIds(id: string, window: number): Section<string[]> {
  return {
    id,
    version: 1,
    stamp: `window ${window}`,
    create: () => [],
    encode: (ids) => new TextEncoder().encode(JSON.stringify(ids)),
    decode: (bytes) => {
      const ids: unknown = JSON.parse(new TextDecoder().decode(bytes))
      if (Array.isArray(ids) && ids.every((name) => typeof name === 'string')) return ids
      throw new TickwiseError('RECORD_INVALID', {
        expected: 'a JSON array of strings',
        received: 'something else',
        action: 'The store is damaged: restore it, or `tickwise reset` and replay.',
      })
    },
  }
}

function badWindow(window: number): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected: 'dedupe window as a whole number from 1 to 1,000,000',
    received: String(window),
    action: 'Choose how many ids a key has to remember.',
  })
}
