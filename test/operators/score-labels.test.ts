import { firstValueFrom, from, lastValueFrom, toArray, type Observable } from 'rxjs'
import { expect, test } from 'vitest'
import { scoreLabels, type ScoreLabelsOptions } from '../../operators/index.ts'
import {
  accuracy,
  brier,
  expectedCalibrationError,
  logLoss,
  macroF1,
  perplexity,
  topKAccuracy,
} from '../../src/evaluation/metrics/index.ts'
import { topClass } from '../../src/evaluation/metrics/top-class.ts'
import { replay } from '../../src/testing/index.ts'
import { goldenMetrics } from '../golden/metrics/golden-metrics.ts'
import { operatorContract } from './operator-contract.ts'

interface Labelled {
  readonly given: readonly number[]
  readonly label: number | undefined
}

const score = (options: Partial<ScoreLabelsOptions<Labelled>> = {}) =>
  scoreLabels<Labelled>({ probabilities: ({ given }) => given, actual: ({ label }) => label, ...options })
const cases = goldenMetrics.classes.map(({ actual, probabilities }) =>
  actual.map((label, i): Labelled => ({ given: probabilities[i]!, label })),
)

operatorContract('scoreLabels', {
  create: () => score(),
  ticks: cases[0]!.slice(0, 3),
  throwing: (error) =>
    score({
      actual: () => {
        throw error
      },
    }),
})

test.each([0, 1, 2])('running scores are those of the metrics, case %d', async (n) => {
  const { actual, probabilities } = goldenMetrics.classes[n]!
  const { report } = await lastValueFrom(from(cases[n]!).pipe(score({ topK: [1, 2], window: 30 })))
  const { sinceStart, rolling } = report
  const predicted = probabilities.map(topClass)
  expect(sinceStart.scored).toBe(actual.length)
  expect(sinceStart.accuracy).toBe(accuracy(actual, predicted))
  expect(sinceStart.logLoss).toBeCloseTo(logLoss(actual, probabilities), 12)
  expect(sinceStart.perplexity).toBeCloseTo(perplexity(actual.map((label, i) => probabilities[i]![label]!)), 10)
  expect(sinceStart.brier).toBeCloseTo(brier(actual, probabilities), 12)
  expect(sinceStart.topK).toEqual([1, 2].map((k) => topKAccuracy(actual, probabilities, k)))
  expect(report.macroF1).toBeCloseTo(macroF1(actual, predicted), 12)
  expect(report.calibrationError).toBeCloseTo(expectedCalibrationError(actual, probabilities), 12)
  expect(rolling.scored).toBeGreaterThan(20)
  const recent = actual.length - rolling.scored
  expect(rolling.logLoss).toBeCloseTo(logLoss(actual.slice(recent), probabilities.slice(recent)), 12)
})

test('says in words when the most frequent class would have done better', async () => {
  const wrong = Array.from({ length: 20 }, (): Labelled => ({ given: [0.2, 0.8], label: 0 }))
  const { report } = await lastValueFrom(from(wrong).pipe(score()))
  expect(report.verdict).toBe('worse than always saying the most frequent class: 0.0 % right against 100.0 % of 20')
})

test('labels that are not known yet score nothing', async () => {
  const ticks: Labelled[] = [
    { given: [1, 0], label: undefined },
    { given: [1, 0], label: 0 },
    { given: [0, 1], label: undefined },
  ]
  const all = await firstValueFrom(from(ticks).pipe(score(), toArray()))
  expect(all.map(({ report }) => report.sinceStart.scored)).toEqual([0, 1, 1])
  expect(all[0]!.report.verdict).toBe('not scored yet')
})

test('refuses labels that are none of the classes, and what is no probability', async () => {
  for (const bad of [
    { given: [0.5, 0.5], label: 2 },
    { given: [0.5, NaN], label: 0 },
    { given: [2, -1], label: 0 },
  ]) {
    await expect(lastValueFrom(from([bad]).pipe(score()))).rejects.toThrow(
      expect.objectContaining({ code: 'TICK_INVALID' }) as Error,
    )
  }
  expect(() => score({ topK: [0] })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error)
})

test('scores survive crashes, byte by byte', async () => {
  const entries = cases[1]!.map((value, i) => ({ key: `K${i % 3}`, value, eventTime: i }))
  const operators = (ticks: Observable<Labelled>) => ticks.pipe(score())
  expect((await replay({ entries, operators })).outputs).toBe(200)
})
