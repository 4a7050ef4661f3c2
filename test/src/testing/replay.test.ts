import { bufferCount, map, merge, scan, share, withLatestFrom, type Observable } from 'rxjs'
import { describe, expect, test } from 'vitest'
import type { MemoryEntry } from '../../../connectors/memory/index.ts'
import { dedupe, forecast, scanByKey, score, type Forecast } from '../../../operators/index.ts'
import { drive, replay } from '../../../src/testing/index.ts'
import { randomForecaster, randomWalk, type Price } from '../../operators/random-model.ts'

const keys = Array.from({ length: 40 }, (_, n) => `K${n}`)
/** Ticks with what streams bring along: repeats, late ones, values that fail in the chain, entries that are no tick. */
const entries: MemoryEntry<Price>[] = randomWalk(3000, keys).flatMap((value, i): MemoryEntry<Price>[] => {
  const entry = { key: value.symbol, value, eventTime: 1000 * i }
  if (i % 101 === 0) return [entry, entry]
  if (i % 103 === 0) return [{ ...entry, value: { ...value, price: -1 } }]
  if (i % 107 === 0) return [{ ...entry, eventTime: 10 * i }]
  if (i % 109 === 0) return [{ refuse: 'malformed', key: value.symbol }, entry]
  return [entry]
})
const model = randomForecaster()
const everything = (ticks: Observable<Price>) =>
  ticks.pipe(
    dedupe((tick) => `${tick.symbol} ${tick.price}`),
    forecast(model),
    score(),
  )

describe('the same bytes at any turn size, crash, rebalance and redelivery', () => {
  test('for the chain of all operators', async () => {
    const report = await replay({ entries, operators: everything, partitions: 3 })
    expect(report.runs).toHaveLength(9)
    expect(report.runs.filter((run) => run.includes('crash at')).length).toBe(6)
    for (const fault of ['rebalance', 'redelivery', 'refusal', 'store loss'])
      expect(report.runs.join()).toContain(fault)
    expect(report.outputs).toBeGreaterThan(1000)
    expect(report.deadLetters).toBeGreaterThan(50)
    expect(report.keys).toBe(keys.length)
  })

  test('with a cache far smaller than the keys, and keys that expire', async () => {
    const settings = { cache: { maxKeys: 6, maxDirty: 3 }, ttlMs: 60_000 }
    const report = await replay({ entries, operators: everything, settings })
    expect(report.outputs).toBeGreaterThan(0)
    const forever = await drive({ entries, operators: everything })
    expect(report.outputs, 'some keys must have expired').toBeLessThan(forever.outputs.length)
  })

  test('for branches that meet again in one keyed operator', async () => {
    const operators = (ticks: Observable<Price>) => {
      const forecasts = ticks.pipe(forecast(model), share())
      const ahead = forecasts.pipe(map(({ forecasts: [next] }) => next!.point))
      const naive = forecasts.pipe(map(({ last }) => last))
      const raw = ticks.pipe(map(({ price }) => price))
      return merge(raw, ahead, naive).pipe(scanByKey((sum: number, value: number) => (sum + value) / 2, 0))
    }
    const report = await replay({ entries, operators })
    expect(report.outputs).toBeGreaterThan(entries.length)
  })
})

describe('finds state that is not in the key record', () => {
  const refused = expect.objectContaining({ code: 'CHAIN_INVALID' }) as Error
  test.each<[string, (ticks: Observable<Price>) => Observable<unknown>]>([
    ['scan', (ticks) => ticks.pipe(scan((count) => count + 1, 0))],
    ['bufferCount', (ticks) => ticks.pipe(bufferCount(2))],
    [
      'a closure',
      (ticks) => {
        let count = 0
        return ticks.pipe(map(() => count++))
      },
    ],
    [
      'withLatestFrom, which sees how far the source is',
      (ticks) =>
        ticks.pipe(
          forecast(model),
          withLatestFrom(ticks),
          map(([{ last }, { price }]) => last - price),
        ),
    ],
  ])('%s', async (_, operators) => {
    await expect(replay({ entries, operators })).rejects.toThrow(refused)
  })
})

test('a drive is the same for the same seed, and other faults come with another', async () => {
  const faults = { crashes: 2, rebalances: 1 }
  const once = await drive({ entries, operators: everything, turnSize: 7, faults, seed: 3 })
  const again = await drive({ entries, operators: everything, turnSize: 7, faults, seed: 3 })
  const other = await drive({ entries, operators: everything, turnSize: 7, faults, seed: 4 })
  expect(again.done).toEqual(once.done)
  expect(other.done).not.toEqual(once.done)
})

test('outputs carry deterministic ids', async () => {
  const { outputs } = await drive<Price, Forecast<Price>>({
    entries,
    operators: (ticks) => ticks.pipe(forecast(model)),
  })
  const ids = outputs.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const { id, topic, partition, offset, ordinal } = outputs[5]!
  expect(id).toBe(`driven:${topic}:${partition}:${offset}:${ordinal}`)
})
