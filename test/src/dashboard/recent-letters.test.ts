import { expect, test } from 'vitest'
import { createRecentLetters } from '../../../src/dashboard/recent-letters.ts'
import { toDeadLetter } from '../../../src/stream/dead-letter.ts'

const letter = (offset: number, text = 'x') =>
  toDeadLetter({
    topic: 't',
    partition: 3,
    offset,
    reason: 'malformed',
    message: 'no number',
    raw: new TextEncoder().encode(text),
  })

test('keeps the newest hundred, the newest first, cut to what a page shows', () => {
  const letters = createRecentLetters()
  letters.add(Array.from({ length: 5000 }, (_, n) => letter(n, 'y'.repeat(2000))))
  letters.add([letter(9000, 'z')])
  const { letters: shown } = letters.read()
  expect(shown).toHaveLength(100)
  expect(shown[0]).toEqual({
    reason: 'malformed',
    message: 'no number',
    partition: 't/3',
    offset: 9000,
    key: null,
    text: 'z',
    length: 1,
  })
  expect(shown[1]).toMatchObject({ offset: 4999, length: 2000 })
  expect(shown[1]!.text).toHaveLength(160)
})

test('counts are those of all runs, the most frequent reason first', () => {
  const letters = createRecentLetters()
  const before = letters.revision
  letters.count({ ticks: 9, 'deadLetters.late': 2, 'deadLetters.failed': 7 })
  expect(letters.revision).not.toBe(before)
  expect(letters.read().reasons).toEqual([
    { reason: 'failed', count: 7 },
    { reason: 'late', count: 2 },
  ])
})
