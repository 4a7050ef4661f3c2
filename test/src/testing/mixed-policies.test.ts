import type { Observable } from 'rxjs'
import { expect, test } from 'vitest'
import { forecast } from '../../../operators/index.ts'
import type { Model } from '../../../src/model/model.ts'
import type { ModelHistory, SwapEntry } from '../../../src/state/model-history.ts'
import { drive, firstDifference } from '../../../src/testing/index.ts'
import { randomForecaster, randomWalk, type Price } from '../../operators/random-model.ts'
import { shaken } from '../../operators/shaken.ts'

const versions = [1, 2].map((seed) => shaken(randomForecaster('gru', seed), seed)) as [Model, Model]
const model = 'prices@champion'
const entry = (n: 0 | 1, offset: number, policy: SwapEntry['policy'], decision: number): SwapEntry => {
  return { model, offset, version: versions[n].fingerprint.slice(0, 16), policy, decision }
}
const ways: readonly ModelHistory[] = [
  [entry(0, 0, 'reset', 0), entry(1, 50, 'reset', 1)],
  [entry(0, 0, 'reset', 0), entry(1, 50, 'warm-up', 1)],
  [entry(0, 0, 'reset', 0), entry(1, 50, 'carry', 1)],
  [entry(0, 0, 'reset', 0), entry(1, 30, 'shadow', 1), entry(1, 50, 'dual-run', 1)],
]

test('partitions that came to one model by different ways keep to theirs, at any turn size', async () => {
  const keys = Array.from({ length: 16 }, (_, n) => `K${n}`)
  const base = {
    entries: randomWalk(600, keys).map((value) => ({ key: value.symbol, value })),
    partitions: ways.length,
    versions,
    histories: new Map(ways.map((history, n) => [`driven/${n}`, history])),
    operators: (ticks: Observable<Price>) => ticks.pipe(forecast(model)),
    settings: { swap: { warmUpTicks: 4 } },
  }
  const one = await drive({ ...base, turnSize: 1 })
  for (const turnSize of [7, 4096]) {
    expect(firstDifference(await drive({ ...base, turnSize }), one), `turns of ${turnSize}`).toBeUndefined()
  }
  expect([...one.histories.values()]).toEqual(ways)
}, 60_000)
