import { expect, test } from 'vitest'
import {
  accuracy,
  brier,
  coverage,
  crps,
  dieboldMariano,
  directionalAccuracy,
  expectedCalibrationError,
  intervalScore,
  logLoss,
  macroF1,
  mae,
  mase,
  owa,
  perplexity,
  pinball,
  rmse,
  rmsse,
  smape,
  topKAccuracy,
  width,
} from '../../../../src/evaluation/metrics/index.ts'
import { topClass } from '../../../../src/evaluation/metrics/top-class.ts'
import { normalQuantile } from '../../../../src/numeric/normal-quantile.ts'
import { studentTails } from '../../../../src/numeric/student-tails.ts'
import { goldenMetrics } from '../../../golden/metrics/golden-metrics.ts'

const near = (value: number, expected: number) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)))

test.each(goldenMetrics.points)('point metrics agree with sktime and utilsforecast, season $season', (golden) => {
  const { actual, forecast, history, season, last, direction } = golden
  near(mae(actual, forecast), golden.mae)
  near(rmse(actual, forecast), golden.rmse)
  near(smape(actual, forecast), golden.smape)
  near(mase(actual, forecast, history, season), golden.mase)
  near(rmsse(actual, forecast, history, season), golden.rmsse)
  const own = directionalAccuracy(actual, forecast, last)
  near(own.accuracy, direction.accuracy)
  near(own.lower, direction.lower)
  near(own.upper, direction.upper)
})

test.each(goldenMetrics.points)('Diebold-Mariano agrees with the package dieboldmariano, season $season', (golden) => {
  const { actual, forecast, other, dieboldMariano: cases } = golden
  for (const [name, { statistic, pValue }] of Object.entries(cases)) {
    const [loss, horizon] = name.split(' ')
    const losses = (from: readonly number[]) =>
      actual.map((value, i) => (loss === 'squared' ? (value - from[i]!) ** 2 : Math.abs(value - from[i]!)))
    const found = dieboldMariano(losses(forecast), losses(other), Number(horizon))
    near(found.statistic, statistic)
    near(found.pValue, pValue)
  }
})

test.each(goldenMetrics.quantiles)('quantile metrics agree with sktime and properscoring', (golden) => {
  const { actual, quantiles, levels, lower, upper, nominal } = golden
  const second = quantiles.map((own) => own[1]!)
  near(pinball(actual, second, levels[1]!), golden.pinball)
  near(crps(actual, quantiles, levels), golden.crps)
  near(coverage(actual, lower, upper), golden.coverage)
  near(width(lower, upper), golden.width)
  near(intervalScore(actual, lower, upper, nominal), golden.intervalScore)
})

test.each(goldenMetrics.classes)('classification and language metrics agree with scikit-learn', (golden) => {
  const { actual, probabilities, top2 } = golden
  const predicted = probabilities.map(topClass)
  near(accuracy(actual, predicted), golden.accuracy)
  near(macroF1(actual, predicted), golden.macroF1)
  near(logLoss(actual, probabilities), golden.logLoss)
  near(brier(actual, probabilities), golden.brier)
  near(expectedCalibrationError(actual, probabilities), golden.expectedCalibrationError)
  near(perplexity(actual.map((n, i) => probabilities[i]![n]!)), golden.perplexity)
  if (top2 !== null) near(topKAccuracy(actual, probabilities, 2), top2)
})

test('the overall weighted average is that of the M4 competition', () => {
  const { smape: ours, mase: scaled, naive2, owa: expected } = goldenMetrics.owa
  near(owa({ smape: ours, mase: scaled }, naive2), expected)
})

test.each(goldenMetrics.normalQuantile)('the normal quantile of %d', (probability, expected) => {
  expect(Math.abs(normalQuantile(probability) - expected)).toBeLessThanOrEqual(2e-15 * Math.abs(expected))
})

test.each(goldenMetrics.studentTails)("Student's tails beyond %d with %d degrees", (t, degrees, expected) => {
  expect(Math.abs(studentTails(t, degrees) - expected)).toBeLessThanOrEqual(1e-9 * expected)
})

test('edge cases mean what they say', () => {
  expect(smape([0, 1], [0, 1])).toBe(0)
  expect(mase([1], [2], [5, 5, 5])).toBe(Infinity)
  expect(directionalAccuracy([1, 1], [2, 0], [1, 1])).toMatchObject({ accuracy: NaN, moves: 0 })
  expect(directionalAccuracy([2], [1], [1]).accuracy).toBe(0)
  expect(dieboldMariano([1, 1, 1], [1, 1, 1])).toEqual({ statistic: NaN, pValue: NaN })
  expect(logLoss([0], [[0, 1]])).toBeLessThan(37)
  expect(topKAccuracy([1], [[0.5, 0.5]], 1)).toBe(0)
})

test('lists of different lengths, and empty ones, are refused', () => {
  const refused = expect.objectContaining({ code: 'INPUT_INVALID' }) as Error
  expect(() => mae([1, 2], [1])).toThrow(refused)
  expect(() => rmse([], [])).toThrow(refused)
  expect(() => coverage([1], [1], [])).toThrow(refused)
  expect(() => crps([1], [[1, 2]], [0.5])).toThrow(refused)
  expect(() => mase([1], [1], [1, 2], 2)).toThrow(refused)
})
