import { expect, test } from 'vitest'
import { poolReports } from '../../../../src/evaluation/scores/pool-reports.ts'
import { readReport } from '../../../../src/evaluation/scores/read-scores.ts'
import { ScoreLayout } from '../../../../src/evaluation/scores/score-layout.ts'
import { updateScores } from '../../../../src/evaluation/scores/update-scores.ts'
import { createRandom } from '../../../../src/numeric/random.ts'

const layout = new ScoreLayout({ horizons: [1], levels: [0.1, 0.9], season: 1, window: 100 })

/** One horizon's report of a walk whose next value the forecaster knows, but for `noise` and `bias`. */
function reportOf({ noise = 0, bias = 0, step = 1, length = 300 }) {
  const random = createRandom(1)
  const values: number[] = []
  for (let t = 0; t <= length; t++) values.push((values[t - 1] ?? 0) + step * random.normal())
  const scores = layout.create()
  for (let t = 0; t < length; t++) {
    const point = values[t + 1]! + noise * random.normal() + bias
    updateScores(layout, scores, values[t]!, [{ point, quantiles: [point - 1, point + 1] }])
  }
  return readReport(layout, scores)[0]!
}

test.each([
  ['better than last value: error 46', { noise: 0.5 }],
  ['worse than last value: error 115', { noise: 2 }],
  ['which may be chance (p 0.', { noise: 1 }],
  ['error over 1000 % larger', { bias: 100 }],
  ['worse than last value, which made no error', { step: 0, noise: 1 }],
  ['even with last value', { step: 0 }],
  ['over 1 forecast', { noise: 0.1, length: 2 }],
  ['not scored yet', { length: 1 }],
])('says "%s"', (words, series) => {
  expect(reportOf(series).verdict).toContain(words)
})

test('drift is named when it is the hardest to beat', () => {
  const scores = layout.create()
  for (let t = 0; t < 50; t++) updateScores(layout, scores, 3 * t, [{ point: 3 * t + 1, quantiles: [0, 1] }])
  const [report] = readReport(layout, scores)
  expect(report!.verdict).toBe('worse than drift: error over 1000 % larger over 49 forecasts')
})

test('pooled scores weigh keys of any unit by their forecasts', () => {
  const [good, bad] = [reportOf({ noise: 0.5 }), reportOf({ noise: 2, step: 1, length: 101 })]
  const pooled = poolReports([good, bad, reportOf({ length: 1 })])
  expect(pooled.parts).toBe(2)
  expect(pooled.scored).toBe(399)
  expect(pooled.worse).toBe(1)
  const ratio = ({ sinceStart }: typeof good) => sinceStart.mae / sinceStart.naive.lastValue!.mae
  expect(pooled.relativeMae.lastValue).toBeCloseTo((299 * ratio(good) + 100 * ratio(bad)) / 399, 12)
  expect(pooled.relativeMae.seasonalNaive).toBeUndefined()
  expect(pooled.verdict).toMatch(/% better than .* on average; worse than a naive forecast in 1 of 2/)
  expect(poolReports([]).verdict).toBe('not scored yet')
})
