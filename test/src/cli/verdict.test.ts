import { expect, test } from 'vitest'
import { verdict } from '../../../src/cli/train/verdict.ts'

const skill = (networkMae: number, naiveMae: number, scored = 100) => [
  { horizon: 1, scored, networkMae, naiveMae, coverage: 0.79 },
  { horizon: 5, scored, networkMae: 9, naiveMae: 1, coverage: 0 },
]

test.each([
  [1.0001, 1, 'as good as the last value, no better'],
  [0.9, 1, 'errs 10.0 % less than the last value.'],
  [1.2, 1, 'errs 20.0 % MORE than the last value: use the band'],
])('a network error of %f beside %f: %s', (network, naive, said) => {
  const text = verdict(skill(network, naive))
  expect(text).toContain(said)
  expect(text).toContain('79.0 % of the actuals')
})

test('keys of different sizes count by how much was scored, not by their units', () => {
  const text = verdict([...skill(1100, 1000, 100), ...skill(0.9, 1, 100)])
  expect(text).toContain('as good as the last value')
})

test('nothing scored, nothing claimed', () => {
  expect(verdict(skill(NaN, NaN, 0))).toContain('Nothing could be scored')
})
