import { describe, expect, test } from 'vitest'
import { chooseRecovery, type GapPolicy, type RecoveryFacts } from '../../../src/state/recovery.ts'

const bounds = { start: 0, end: 100 }
const facts = (saved?: number, committed?: number, more: Partial<RecoveryFacts> = {}): RecoveryFacts => {
  return {
    partition: 'prices/0',
    saved,
    committed,
    changed: false,
    absorbed: true,
    bounds,
    start: 0,
    recorded: undefined,
    ...more,
  }
}
const goOn = (from: number, emitFrom = from) => ({ from, emitFrom, fresh: false })
const anew = (from: number, emitFrom = from) => ({ from, emitFrom, fresh: true })

const trimmed = { bounds: { start: 30, end: 100 } }

describe('the table of recovery', () => {
  test.each([
    ['A = C: go on', facts(40, 40), goOn(40)],
    ['A = C at both ends of the log', facts(100, 100), goOn(100)],
    ['A < C: silently up to C', facts(40, 60), goOn(40, 60)],
    ['neither: start where it is configured', facts(undefined, undefined, { start: 7 }), anew(7)],
    ['no A: rebuild silently from the recorded start', facts(undefined, 60, { recorded: 20 }), anew(20, 60)],
    [
      'no A, and the log is cut before the recorded start',
      facts(undefined, 60, { recorded: 30, ...trimmed }),
      anew(30, 60),
    ],
    ['no A, none recorded, but a run begins at the first record', facts(undefined, 60), anew(0, 60)],
    ['no C, and nothing absorbed yet: go on', facts(7, undefined, { absorbed: false }), goOn(7)],
  ])('%s', (_, found, expected) => {
    expect(chooseRecovery(found, 'fail')).toEqual(expected)
  })

  const gaps: readonly [string, RecoveryFacts, { reset: unknown; rebuild: unknown }][] = [
    ['A > C', facts(60, 40), { reset: anew(40), rebuild: anew(0, 40) }],
    ['no C although ticks were absorbed', facts(40), { reset: anew(0), rebuild: anew(0) }],
    ['C beyond the end', facts(40, 160), { reset: anew(0), rebuild: anew(0) }],
    ['A and C beyond the end', facts(150, 150), { reset: anew(0), rebuild: anew(0) }],
    ['A before the start', facts(20, 60, trimmed), { reset: anew(60), rebuild: anew(30, 60) }],
    ['C before the start', facts(20, 20, trimmed), { reset: anew(30), rebuild: anew(30) }],
    ['no A, and the beginning is cut off', facts(undefined, 60, trimmed), { reset: anew(60), rebuild: anew(30, 60) }],
    [
      'no A, and the recorded start is cut off',
      facts(undefined, 60, { recorded: 29, ...trimmed }),
      { reset: anew(60), rebuild: anew(30, 60) },
    ],
    [
      'no A, and nobody knows where the history begins',
      facts(undefined, 60, { start: 100 }),
      { reset: anew(60), rebuild: anew(0, 60) },
    ],
    ['another input', facts(40, 60, { changed: true }), { reset: anew(60), rebuild: anew(0, 60) }],
  ]

  test.each(gaps)('%s: refused, naming both numbers and the ways out', (_, found) => {
    const attempt = () => chooseRecovery(found, 'fail')
    expect(attempt).toThrow(expect.objectContaining({ code: 'RECOVERY_GAP' }) as Error)
    const numbers = [found.saved, found.committed, found.recorded, found.bounds.start, found.bounds.end].filter(
      (n) => n !== undefined,
    )
    for (const word of ['prices/0', '--on-gap reset', '--on-gap rebuild', 'tickwise reset', ...numbers.map(String)]) {
      expect(attempt).toThrow(word)
    }
  })

  test.each(gaps)('%s: by policy', (_, found, expected) => {
    for (const policy of ['reset', 'rebuild'] as const satisfies GapPolicy[]) {
      expect(chooseRecovery(found, policy)).toEqual(expected[policy])
    }
  })
})
