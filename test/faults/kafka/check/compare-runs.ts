import type { KafkaRecord } from '../../../../connectors/kafka/source-options.ts'
import { isPoison } from '../load/feed.ts'
import type { RunResult } from './read-run.ts'

type Things = ReadonlyMap<string, readonly string[]>

/** What differs from the reference, one line each; nothing when every byte is the same. */
export function compareRuns(
  pipeline: string,
  input: readonly KafkaRecord[],
  found: RunResult,
  expected: RunResult,
): string[] {
  return [
    ...repeated('output', found.outputs),
    ...repeated('dead letter', found.deadLetters),
    ...differing('output', found.outputs, expected.outputs),
    ...differing('dead letter', found.deadLetters, expected.deadLetters),
    ...compareStates(found, expected),
    ...misjudged(pipeline, found.deadLetters, input),
  ]
}

/** Key records, counters and how far they go. */
export function compareStates(found: RunResult, expected: RunResult): string[] {
  return differing('state', found.records, expected.records)
}

function repeated(kind: string, things: Things): string[] {
  const names = [...things].filter(([, all]) => all.length > 1).map(([name]) => name)
  return summary(`${kind}s that came more than once`, names)
}

function differing(kind: string, found: Things, expected: Things): string[] {
  const missing = [...expected.keys()].filter((name) => !found.has(name))
  const foreign = [...found.keys()].filter((name) => !expected.has(name))
  const other = [...found]
    .filter(([name, [what]]) => expected.has(name) && expected.get(name)?.[0] !== what)
    .map(([name, [what]]) => `${name} (${what?.slice(0, 160)} instead of ${expected.get(name)?.[0]?.slice(0, 160)})`)
  return [
    ...summary(`${kind}s missing`, missing),
    ...summary(`${kind}s that the reference has not`, foreign),
    ...summary(`${kind}s with other bytes`, other),
  ]
}

/** Dead letters must be the poison and nothing else; only good ticks may be late. */
function misjudged(pipeline: string, deadLetters: Things, input: readonly KafkaRecord[]): string[] {
  const poison = new Set(
    input
      .filter(({ headers }) => isPoison(headers))
      .map(({ topic, partition, offset }) => `${pipeline}:${topic}:${partition}:${offset}:dead`),
  )
  const swallowed = [...poison].filter((id) => !deadLetters.has(id))
  const wronged = [...deadLetters]
    .filter(([id, [what]]) => !poison.has(id) && !what?.startsWith('late '))
    .map(([id]) => id)
  return [
    ...summary('poison without a dead letter', swallowed),
    ...summary('good ticks among the dead letters', wronged),
  ]
}

function summary(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return []
  return [`${names.length} ${what}: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ', ...' : ''}`]
}
