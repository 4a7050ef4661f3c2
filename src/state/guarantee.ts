import { TickwiseError } from '../errors.ts'
import type { Sink } from '../stream/sink.ts'
import type { Source } from '../stream/source.ts'
import type { Store } from './store.ts'

export const guarantees = ['exactly-once', 'at-least-once'] as const
export type Guarantee = (typeof guarantees)[number]

/**
 * The combinations that give exactly once, by connector names. The source can be read again, both sinks can be cut
 * back or take offsets in their transactions, and the store survives whatever the sinks survive.
 */
const exactlyOnce: readonly {
  readonly sources: readonly string[]
  readonly sinks: readonly string[]
  readonly store: string
}[] = [
  { sources: ['file', 'memory'], sinks: ['file', 'memory'], store: 'sqlite' },
  { sources: ['file', 'memory'], sinks: ['memory'], store: 'memory' },
  { sources: ['kafka'], sinks: ['transactional kafka'], store: 'redis' },
  { sources: ['kafka'], sinks: ['transactional kafka'], store: 'sqlite' },
  { sources: ['memory'], sinks: ['transactional memory'], store: 'memory' },
]

export function combinationOf(source: Source, sink: Sink, deadLetters: Sink<never>, store: Store): Combination {
  const nameOf = ({ name, kind }: Sink<never>) => (kind === 'transactional' ? `transactional ${name}` : name)
  return {
    source: source.name,
    sink: nameOf(sink),
    deadLetters: nameOf(sink.kind === 'transactional' ? sink : deadLetters),
    store: store.name,
  }
}

export interface Combination {
  readonly source: string
  readonly sink: string
  readonly deadLetters: string
  readonly store: string
}

export function givesExactlyOnce({ source, sink, deadLetters, store }: Combination): boolean {
  return exactlyOnce.some(
    (row) =>
      row.store === store &&
      row.sources.includes(source) &&
      row.sinks.includes(sink) &&
      row.sinks.includes(deadLetters),
  )
}

/** The guarantee a run has: the one asked for, or the strongest that its connectors can give. */
export function chooseGuarantee(asked: Guarantee | undefined, combination: Combination): Guarantee {
  const possible = givesExactlyOnce(combination)
  if (asked !== 'exactly-once') return asked ?? (possible ? 'exactly-once' : 'at-least-once')
  if (possible) return asked
  const { source, sink, deadLetters, store } = combination
  const known = exactlyOnce.map((row) => `${row.sources.join('|')} -> ${row.sinks.join('|')} with ${row.store}`)
  throw new TickwiseError('COMBINATION_REFUSED', {
    expected: `a combination that can be exactly once: ${known.join('; ')}`,
    received: `${source} -> ${sink}, dead letters to ${deadLetters}, with ${store}`,
    action: `Choose another connector, or say guarantee: 'at-least-once'.`,
  })
}
