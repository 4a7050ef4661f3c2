import { expect, test } from 'vitest'
import { skillWords } from '../../../src/dashboard/skill-words.ts'

const cases = [
  [10, 0.9, 1, 'better', 'network 10.0 % better than last value so far'],
  [10, 1.012, 1, 'worse', 'network 1.2 % worse than last value so far'],
  [10, 50, 1, 'worse', 'network over 1000 % worse than last value so far'],
  [10, 0.9999, 1, 'even', 'network and last value even so far'],
  [10, 0, 0, 'even', 'network and last value even so far'],
  [10, 0.1, 0, 'worse', 'last value exact so far, network not'],
  [0, NaN, NaN, 'unknown', 'not scored yet'],
  [5, NaN, 1, 'unknown', 'not scored yet'],
] as const

test.each(cases)('%d scored, network %d, last value %d: %s', (scored, networkMae, naiveMae, standing, words) => {
  expect(skillWords({ horizon: 1, scored, networkMae, naiveMae, coverage: 0.8 })).toMatchObject({ standing, words })
})
