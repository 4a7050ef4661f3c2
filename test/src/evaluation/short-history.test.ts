import { expect, test } from 'vitest'
import { fitShortHistory, shortHistoryBand } from '../../../src/evaluation/short-history.ts'
import { createRandom } from '../../../src/numeric/random.ts'

/** A walk whose changes have the size given, in units of its value. */
function walk(seed: number, length: number, size: number): number[] {
  const random = createRandom(seed)
  let value = 100
  return Array.from({ length }, () => (value *= 1 + size * random.normal()))
}

const history = fitShortHistory([walk(1, 5000, 0.01), walk(2, 5000, 0.01)], 'log-return', 8)

test.each([0, 1, 2, 8, 20])('the band after %i changes holds 80 %% of what comes next', (changes) => {
  const values = walk(3, 6000, 0.01)
  let held = 0
  let asked = 0
  for (let next = changes + 1; next < values.length; next++) {
    const [low, high] = shortHistoryBand(history, values.slice(next - changes - 1, next))
    if (values[next]! >= low && values[next]! <= high) held++
    asked++
  }
  expect(held / asked).toBeGreaterThan(0.77)
  expect(held / asked).toBeLessThan(0.83)
})

test('changes that are given count more the more there are', () => {
  const width = (values: number[]) => {
    const [low, high] = shortHistoryBand(history, values)
    return high - low
  }
  const wild = (length: number) => Array.from({ length }, (_, i) => (i % 2 === 0 ? 100 : 110))
  expect(width(wild(3))).toBeGreaterThan(width(wild(1)) * 2)
  expect(width(wild(9))).toBeGreaterThan(width(wild(3)))
})

test('differences are for values that may be negative', () => {
  const levels = walk(4, 3000, 0.01).map((value) => value - 100)
  const fitted = fitShortHistory([levels], 'difference', 4)
  const [low, high] = shortHistoryBand(fitted, [-1, 0, 1])
  expect(low).toBeLessThan(1)
  expect(high).toBeGreaterThan(1)
})

test('the same series give the same bytes', () => {
  const again = fitShortHistory([walk(1, 5000, 0.01), walk(2, 5000, 0.01)], 'log-return', 8)
  expect(JSON.stringify(again)).toBe(JSON.stringify(history))
})
