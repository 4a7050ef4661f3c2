import { expect, test } from 'vitest'
import {
  coverage,
  crps,
  dieboldMariano,
  directionalAccuracy,
  intervalScore,
  mae,
  mase,
  pinball,
  rmse,
  rmsse,
  smape,
  width,
} from '../../../../src/evaluation/metrics/index.ts'
import { readReport, readSkill } from '../../../../src/evaluation/scores/read-scores.ts'
import { ScoreLayout } from '../../../../src/evaluation/scores/score-layout.ts'
import { decodeScores, encodeScores, readStoredReport } from '../../../../src/evaluation/scores/stored-scores.ts'
import { updateScores } from '../../../../src/evaluation/scores/update-scores.ts'
import { createRandom } from '../../../../src/numeric/random.ts'

const shape = { horizons: [1, 3, 12], levels: [0.1, 0.5, 0.9], season: 7, window: 100 }
const layout = new ScoreLayout(shape)
const length = 437
const random = createRandom(3)
const values: number[] = []
for (let t = 0; t < length; t++) values.push((values[t - 1] ?? 100) + random.normal() + (t % 7 === 0 ? 2 : -0.3))
const forecasts = values.map((last) =>
  shape.horizons.map((horizon) => {
    const point = last + random.normal()
    return { horizon, point, quantiles: [point - 1 - random.next(), point + 0.1, point + 1 + random.next()] }
  }),
)
const scoreAll = (series: readonly number[] = values) => {
  const scores = layout.create()
  series.forEach((value, t) => updateScores(layout, scores, value, forecasts[t]!))
  return scores
}
const near = (value: number, expected: number) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)))

/** What a horizon's forecasts from tick `from` on said and met; the naive ones as defined, on the whole series. */
function pairs(n: number, from = 0) {
  const horizon = shape.horizons[n]!
  const rows = values.slice(from, length - horizon).map((last, i) => {
    const t = from + i
    const { point, quantiles } = forecasts[t]![n]!
    const drift = t === 0 ? last : last + (horizon * (last - values[0]!)) / t
    const seasonal = values[t + horizon - 7 * Math.ceil(horizon / 7)]
    return { actual: values[t + horizon]!, point, quantiles, last, drift, seasonal: t < 6 ? last : seasonal! }
  })
  const column = <K extends keyof (typeof rows)[number]>(name: K) => rows.map((row) => row[name])
  return { horizon, column, quantile: (q: number) => rows.map((row) => row.quantiles[q]!) }
}

test.each([0, 1, 2])('running measures are those of the metrics over all forecasts, horizon %#', (n) => {
  const report = readReport(layout, scoreAll())[n]!
  const { horizon, column, quantile } = pairs(n)
  const [actual, point] = [column('actual'), column('point')]
  const own = report.sinceStart
  expect(own.scored).toBe(length - horizon)
  near(own.mae, mae(actual, point))
  near(own.rmse, rmse(actual, point))
  near(own.smape, smape(actual, point))
  near(own.mase, mase(actual, point, values, 7))
  near(own.rmsse, rmsse(actual, point, values, 7))
  shape.levels.forEach((level, q) => near(own.pinball[q]!, pinball(actual, quantile(q), level)))
  near(own.crps, crps(actual, column('quantiles'), shape.levels))
  near(own.coverage, coverage(actual, quantile(0), quantile(2)))
  near(own.width, width(quantile(0), quantile(2)))
  near(own.intervalScore, intervalScore(actual, quantile(0), quantile(2), 0.8))
  near(own.naive.lastValue!.mae, mae(actual, column('last')))
  near(own.naive.drift!.mae, mae(actual, column('drift')))
  near(own.naive.drift!.rmse, rmse(actual, column('drift')))
  near(own.naive.seasonalNaive!.mae, mae(actual, column('seasonal')))
  expect(report.direction).toEqual(directionalAccuracy(actual, point, column('last')))
  const losses = (said: readonly number[]) => actual.map((value, i) => Math.abs(value - said[i]!))
  const test = dieboldMariano(losses(point), losses(column('seasonal')), horizon)
  expect(report.dieboldMariano.against).toBe('seasonalNaive')
  near(report.dieboldMariano.statistic, test.statistic)
  near(report.dieboldMariano.pValue, test.pValue)
})

test.each([0, 1, 2])('rolling measures are those of the last forecasts, horizon %#', (n) => {
  const { rolling } = readReport(layout, scoreAll())[n]!
  expect(rolling.scored).toBeGreaterThan(66)
  expect(rolling.scored).toBeLessThanOrEqual(99)
  const { column, quantile } = pairs(n, length - shape.horizons[n]! - rolling.scored)
  near(rolling.mae, mae(column('actual'), column('point')))
  near(rolling.coverage, coverage(column('actual'), quantile(0), quantile(2)))
})

test('nothing is scored before its actual is known', () => {
  const scores = layout.create()
  const counts = values.slice(0, 14).map((value, t) => {
    updateScores(layout, scores, value, forecasts[t]!)
    return readSkill(layout, scores).map(({ scored }) => scored)
  })
  expect(counts[0]).toEqual([0, 0, 0])
  expect(counts[2]).toEqual([2, 0, 0])
  expect(counts[3]).toEqual([3, 1, 0])
  expect(counts[12]).toEqual([12, 10, 1])
})

test('a missing value scores nothing and harms nothing', () => {
  const scores = scoreAll(values.map((value, t) => (t % 10 === 9 ? NaN : value)))
  for (const [n, { sinceStart, dieboldMariano }] of readReport(layout, scores).entries()) {
    const whole = length - shape.horizons[n]!
    expect(sinceStart.scored).toBeLessThan(whole)
    expect(sinceStart.scored).toBeGreaterThan(0.7 * whole)
    expect([sinceStart.mae, sinceStart.mase, sinceStart.crps, dieboldMariano.pValue].every(Number.isFinite)).toBe(true)
  }
})

test('stored scores read as the live ones do, and other bytes are refused', () => {
  const scores = scoreAll()
  const bytes = encodeScores(scores)
  expect(decodeScores(bytes)).toEqual(scores)
  expect(readStoredReport(bytes)).toEqual(readReport(layout, scores))
  expect(readStoredReport(encodeScores(undefined))).toEqual([])
  for (const bad of [bytes.slice(8), bytes.slice(0, 81), new Uint8Array(16).fill(255)]) {
    expect(() => decodeScores(bad)).toThrow(expect.objectContaining({ code: 'RECORD_INVALID' }) as Error)
  }
})
