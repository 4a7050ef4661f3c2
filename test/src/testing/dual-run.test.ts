import type { Observable } from 'rxjs'
import { describe, expect, test } from 'vitest'
import type { MemoryEntry } from '../../../connectors/memory/index.ts'
import { forecast, score } from '../../../operators/index.ts'
import { createModel } from '../../../src/model/create-model.ts'
import type { Model } from '../../../src/model/model.ts'
import type { ModelHistory } from '../../../src/state/model-history.ts'
import { drive, firstDifference, type DriveOptions } from '../../../src/testing/index.ts'
import { randomForecaster, randomWalk, type Price } from '../../operators/random-model.ts'
import { shaken } from '../../operators/shaken.ts'

const keys = Array.from({ length: 7 }, (_, n) => `K${n}`)
const entries = randomWalk(900, keys).map((value): MemoryEntry<Price> => ({ key: value.symbol, value }))
const champion = shaken(randomForecaster('gru', 1), 1)
const challenger = shaken(randomForecaster('gru', 2), 2)
const timeoutMs = 120_000
const base = {
  entries,
  versions: [champion, challenger],
  turnSize: 10,
  operators: (ticks: Observable<Price>) => ticks.pipe(forecast('prices@champion'), score()),
  // Every input of a key is kept, so that a state that was warmed up is that of a model which had always served.
  settings: { swap: { policy: 'dual-run', warmUpTicks: 300, dualRunTicks: 200, dualRunMargin: -0.99 } },
} satisfies DriveOptions<Price, unknown>

const policiesOf = (histories: ReadonlyMap<string, ModelHistory>) =>
  [...histories.values()].flat().map(({ policy }) => policy)
const promotion = { promotions: 1 }
type Run = Awaited<ReturnType<typeof drive<Price, unknown>>>
/** What was forecast, without the scores, which are those of whoever served. */
const forecastsOf = ({ outputs }: Run, from = 0, to = Infinity) =>
  outputs.flatMap(({ offset, value }) => {
    return offset >= from && offset < to ? [(value as { forecasts: unknown }).forecasts] : []
  })
const recordsOf = ({ records }: Run) => [...records.values()].flatMap((ofPartition) => [...ofPartition])
const sizeOf = (run: Run) => recordsOf(run).reduce((sum, [, bytes]) => sum + bytes.length, 0)

describe('a dual run', { timeout: timeoutMs }, () => {
  test('changes nothing before the swap; then the challenger serves with its own states', async () => {
    const run = await drive({ ...base, faults: promotion })
    expect(policiesOf(run.histories)).toEqual(['dual-run', 'shadow', 'dual-run'])
    const [, shadow, swap] = run.histories.get('driven/0')!
    expect(swap!.offset - shadow!.offset).toBe(200)
    const [never, always] = await Promise.all([
      drive({ ...base, versions: [champion] }),
      drive({ ...base, versions: [challenger] }),
    ])
    expect(forecastsOf(run, 0, swap!.offset)).toEqual(forecastsOf(never, 0, swap!.offset))
    expect(forecastsOf(run, swap!.offset)).toEqual(forecastsOf(always, swap!.offset))
    expect(forecastsOf(never, swap!.offset)).not.toEqual(forecastsOf(always, swap!.offset))
    expect(sizeOf(run)).toBe(sizeOf(never))
  })

  test('is durable with the states that serve, and judged by what survived', async () => {
    const faults = { ...promotion, crashes: 6, rebalances: 3, refusals: 2, redeliveries: 2, storeLosses: 1 }
    const policies = new Set<string>()
    for (const dualRunMargin of [-0.99, 0.99]) {
      const settings = { swap: { ...base.settings.swap, dualRunMargin } }
      for (const [turnSize, sink, seed] of [
        [1, 'transactional', 1],
        [7, 'marked', 2],
        [40, 'transactional', 3],
      ] as const) {
        const options = { ...base, partitions: 2, settings }
        const found = await drive({ ...options, sink, seed, turnSize, faults })
        const what = `turns of ${turnSize}, margin ${dualRunMargin}: ${found.done.join(', ')}`
        for (const { policy, decision } of [...found.histories.values()].flat()) if (decision > 0) policies.add(policy)
        const expected = await drive({ ...options, histories: found.histories })
        expect(firstDifference(found, expected), what).toBeUndefined()
      }
    }
    expect(policies).toEqual(new Set(['shadow', 'dual-run', 'drop']))
  })

  test('ends without a swap for one that does worse, and leaves no trace at the next tick of a key', async () => {
    const settings = { swap: { ...base.settings.swap, dualRunMargin: 0.99 } }
    const run = await drive({ ...base, settings, faults: promotion })
    expect(policiesOf(run.histories)).toEqual(['dual-run', 'shadow', 'drop'])
    const never = await drive({ ...base, versions: [champion] })
    expect(run.outputs).toEqual(never.outputs)
    expect(recordsOf(run)).toEqual(recordsOf(never))
  })

  test('is taken back with all of it: records are those of a run without', async () => {
    const never = await drive({ ...base, versions: [champion] })
    let restored = 0
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const settings = { swap: { ...base.settings.swap, dualRunTicks: 60 } }
      const faults = { ...promotion, rollbacks: 1, crashes: 3, rebalances: 1 }
      const run = await drive({ ...base, settings, seed, faults })
      const policies = policiesOf(run.histories)
      if (policies.includes('restore')) restored++
      if (policies.at(-1) !== 'dual-run') expect(recordsOf(run), run.done.join()).toEqual(recordsOf(never))
      const again = await drive({ ...base, settings, histories: run.histories, turnSize: 3 })
      expect(firstDifference(run, again), run.done.join()).toBeUndefined()
    }
    expect(restored).toBeGreaterThan(0)
  })

  test('a challenger that gives nothing finite harms no tick, and does not serve', async () => {
    const broken: Model = createModel(
      challenger.spec,
      challenger.weights.map(() => 3e38),
    )
    const run = await drive({ ...base, versions: [champion, broken], faults: promotion })
    expect(policiesOf(run.histories)).toEqual(['dual-run', 'shadow', 'drop'])
    expect(run.deadLetters).toEqual([])
    expect(run.outputs).toEqual((await drive({ ...base, versions: [champion] })).outputs)
  })
})
