import { expect, it } from 'vitest'
import {
  answeredUpTo,
  formatHistory,
  lastDecision,
  parseHistory,
  standingEntries,
  type ModelHistory,
} from '../../../src/state/model-history.ts'

const version = (n: number) => `${n}`.repeat(16)
const entry = { model: 'prices@champion', policy: 'warm-up' } as const
const history: ModelHistory = [
  { ...entry, offset: 0, version: version(1), decision: 1 },
  { ...entry, offset: 100, version: version(2), decision: 2 },
  { ...entry, model: 'näme:,=', offset: 120, version: version(7), policy: 'carry', decision: 3 },
  { ...entry, offset: 150, version: version(1), policy: 'restore', decision: 4, back: 100 },
  { ...entry, offset: 200, version: version(3), policy: 'reset', decision: 5 },
]

it('comes back from its line of text, whatever the names', () => {
  expect(parseHistory(formatHistory(history))).toEqual(history)
  expect(formatHistory(history)).not.toMatch(/\s/)
  expect(parseHistory('')).toEqual([])
  for (const text of ['x', 'a:1:0123:warm-up:1', `${formatHistory(history)},`])
    expect(parseHistory(text)).toBeUndefined()
})

it('a swap that was taken back counts no more; what it answered does', () => {
  expect(standingEntries(history, entry.model).map(({ offset }) => offset)).toEqual([0, 200])
  expect(answeredUpTo(history)).toBe(150)
  expect(lastDecision(history, 'näme:,=')).toBe(3)
})
