import type { Observable } from 'rxjs'
import { describe, expect, test } from 'vitest'
import type { MemoryEntry } from '../../../connectors/memory/index.ts'
import { forecast, score } from '../../../operators/index.ts'
import { swapPolicies, type ModelHistory, type SwapPolicy } from '../../../src/state/model-history.ts'
import { drive, firstDifference, type DriveOptions } from '../../../src/testing/index.ts'
import { randomForecaster, randomWalk, type Price } from '../../operators/random-model.ts'
import { shaken } from '../../operators/shaken.ts'

const keys = Array.from({ length: 15 }, (_, n) => `K${n}`)
const entries: MemoryEntry<Price>[] = randomWalk(900, keys).flatMap((value, i): MemoryEntry<Price>[] => {
  const entry = { key: value.symbol, value, eventTime: 1000 * i }
  if (i % 103 === 0) return [{ ...entry, value: { ...value, price: -1 } }]
  if (i % 107 === 0) return [{ ...entry, eventTime: 10 * i }]
  return [entry]
})
const versions = [1, 2, 3].map((seed) => shaken(randomForecaster('gru', seed), seed))
/** Dozens of runs a test. */
const timeoutMs = 120_000
const base = {
  entries,
  versions,
  partitions: 3,
  operators: (ticks: Observable<Price>) => ticks.pipe(forecast('prices@champion'), score()),
  settings: {
    cache: { maxKeys: 12, maxDirty: 6 },
    swap: { policy: 'warm-up' as SwapPolicy, warmUpTicks: 16, dualRunTicks: 40, dualRunMargin: -0.9 },
  },
} satisfies DriveOptions<Price, unknown>

const swaps = (histories: ReadonlyMap<string, ModelHistory>, policy: SwapPolicy | 'restore') =>
  [...histories.values()].flat().filter((entry) => entry.decision > 0 && entry.policy === policy).length

describe('the same bytes as a run that makes the same swaps at the same offsets', () => {
  test.each(swapPolicies)(
    '%s: at any turn size, with crashes at every step, rebalances and a lost store',
    async (policy) => {
      const options = { ...base, settings: { ...base.settings, swap: { ...base.settings.swap, policy } } }
      const crashed = new Set<string>()
      let swapped = 0
      for (const turnSize of [1, 7, 4096]) {
        for (const sink of ['marked', 'transactional'] as const) {
          for (const seed of [1, 2]) {
            const faults = { promotions: 2, crashes: 4, rebalances: 2, redeliveries: 1, refusals: 1, storeLosses: 1 }
            const size = turnSize === 4096 ? 211 : turnSize
            const found = await drive({ ...options, sink, faults, turnSize: size, seed })
            const { histories } = found
            const expected = await drive({ ...options, sink: 'marked', turnSize, histories })
            const what = `turns of ${turnSize}, ${sink}, ${found.done.join(', ')}`
            expect(firstDifference(found, expected), what).toBeUndefined()
            expect(expected.histories, what).toEqual(histories)
            swapped += swaps(histories, policy)
            for (const done of found.done) crashed.add(done)
          }
        }
      }
      expect(swapped).toBeGreaterThan(5)
      expect([...crashed].join()).toContain('crash at swap-')
    },
    timeoutMs,
  )
})

test.each(['swap-decided', 'swap-recorded', 'records-restored'] as const)(
  'a crash at %s, once and twice',
  async (step) => {
    for (const policy of ['warm-up', 'dual-run'] as const) {
      // Short, so that a rollback finds something to take back.
      const swap = { ...base.settings.swap, policy, dualRunTicks: 17 }
      const options = { ...base, settings: { ...base.settings, swap } }
      for (const sink of ['marked', 'transactional'] as const) {
        for (const crashAt of [[step], [step, step]]) {
          const faults = { promotions: 2, rollbacks: 2, crashAt }
          const found = await drive({ ...options, sink, faults, turnSize: 17, seed: 3 })
          expect(found.done).toContain(`crash at ${step}`)
          const expected = await drive({ ...options, histories: found.histories })
          expect(firstDifference(found, expected), `${policy}: ${found.done.join()}`).toBeUndefined()
        }
      }
    }
  },
  timeoutMs,
)

describe('a rollback', () => {
  const faults = { promotions: 1, rollbacks: 2, crashes: 3, rebalances: 1, redeliveries: 1, refusals: 1 }
  const isRestored = (history: ModelHistory) => history.at(-1)!.policy === 'restore'

  test(
    'leaves every record as in a run that never swapped, and answers nothing twice',
    async () => {
      const never = await drive({ ...base, versions: versions.slice(0, 1) })
      let restored = 0
      for (const sink of ['marked', 'transactional'] as const) {
        for (const [turnSize, seed] of [
          [1, 1],
          [1, 4],
          [7, 2],
          [7, 3],
          [211, 5],
          [211, 6],
        ] as const) {
          const found = await drive({ ...base, versions: versions.slice(0, 2), sink, faults, turnSize, seed })
          const what = `turns of ${turnSize}, ${sink}, ${found.done.join(', ')}`
          const histories = [...found.histories]
          for (const [id, history] of histories) {
            if (!isRestored(history)) continue
            restored++
            expect(found.records.get(id), `${id}: ${what}`).toEqual(never.records.get(id))
          }
          const again = await drive({
            ...base,
            versions: versions.slice(0, 2),
            histories: found.histories,
            turnSize: 5,
          })
          expect(firstDifference(found, again), what).toBeUndefined()
          const ids = found.outputs.map(({ id }) => id)
          expect(new Set(ids).size, what).toBe(ids.length)
        }
      }
      expect(restored).toBeGreaterThan(5)
    },
    timeoutMs,
  )
})
