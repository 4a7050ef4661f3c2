import { merge, share, type Observable } from 'rxjs'
import { expect, test } from 'vitest'
import type { MemoryEntry } from '../../connectors/memory/index.ts'
import { blend, calibrate, forecast, score, type Scored } from '../../operators/index.ts'
import { drive, replay } from '../../src/testing/index.ts'
import { randomForecaster, randomWalk, type Price } from './random-model.ts'

const model = randomForecaster()
const keys = Array.from({ length: 12 }, (_, n) => `K${n}`)
/** Ticks with repeats, late ones and values that fail in the chain. */
const entries: MemoryEntry<Price>[] = randomWalk(1500, keys).flatMap((value, i): MemoryEntry<Price>[] => {
  const entry = { key: value.symbol, value, eventTime: 1000 * i }
  if (i % 101 === 0) return [entry, entry]
  if (i % 103 === 0) return [{ ...entry, value: { ...value, price: -1 } }]
  if (i % 107 === 0) return [{ ...entry, eventTime: 10 * i }]
  return [entry]
})

test('scores, weights and intervals are the same bytes at any turn size, crash and rebalance', async () => {
  const operators = (ticks: Observable<Price>) =>
    ticks.pipe(
      forecast(model),
      blend({ season: 4 }),
      calibrate({ coverage: 0.9 }),
      score({ season: 4, reportEvery: 20 }),
    )
  const report = await replay({ entries, operators, partitions: 2 })
  expect(report.runs.filter((run) => run.includes('crash at')).length).toBeGreaterThan(3)
  expect(report.outputs).toBeGreaterThan(700)
  expect(report.deadLetters).toBeGreaterThan(20)
  const { outputs } = await drive<Price, Scored<Price>>({ entries, operators, partitions: 2 })
  const reports = outputs.filter(({ value }) => value.report !== undefined)
  expect(reports.length).toBeGreaterThan(20)
  expect(reports.at(-1)!.value.report![0]!.sinceStart.scored).toBeGreaterThan(15)
})

test('two of a kind in one chain keep their own states', async () => {
  const operators = (ticks: Observable<Price>) => {
    const forecasts = ticks.pipe(forecast(model), share())
    const plain = forecasts.pipe(calibrate({ coverage: 0.5 }), score({ reportEvery: 0 }))
    const blended = forecasts.pipe(blend(), calibrate({ coverage: 0.95 }), score({ reportEvery: 0 }))
    return merge(plain, blended)
  }
  const report = await replay({ entries: entries.slice(0, 600), operators })
  expect(report.outputs).toBeGreaterThan(400)
})
