import { expect, it } from 'vitest'
import * as memory from '../../../connectors/memory/index.ts'
import { forecast } from '../../../operators/index.ts'
import { pipeline, run } from '../../../src/index.ts'
import type { Model } from '../../../src/model/model.ts'
import { Champions } from '../../../src/testing/champions.ts'
import { randomForecaster, randomWalk } from '../../operators/random-model.ts'
import { shaken } from '../../operators/shaken.ts'

const partitions = 3
const keys = Array.from({ length: 12 }, (_, n) => `K${n}`)
const entries = randomWalk(2000, keys).map((value) => ({ key: value.symbol, value }))
const versions = [1, 2].map((seed) => shaken(randomForecaster('gru', seed), seed)) as [Model, Model]

/** By partition: when it was swapped, on a clock that goes on whenever it is looked at. */
async function swapTimes(everyMs: number): Promise<Map<string, number>> {
  let clock = 0
  let turns = 0
  const champions = new Champions(versions)
  const times = new Map<string, number>()
  const swapping = pipeline({
    source: memory.source({ entries, partitions }),
    sink: memory.sink(),
    deadLetters: memory.sink(),
    state: memory.store(),
    models: champions,
    swap: { everyMs },
    turn: { maxTicks: 20 },
    operators: (ticks) => ticks.pipe(forecast('forecaster')),
  })
  await run(swapping, {
    now: () => (clock += 3),
    onTurn: () => ++turns === 10 && champions.promote(),
    onSwap: ({ partition = '' }) => times.set(partition, clock),
  })
  return times
}

it('partitions are swapped one after the other, with time between them for the ticks that wait', async () => {
  const times = [...(await swapTimes(60)).values()]
  expect(times).toHaveLength(partitions)
  for (let n = 1; n < partitions; n++) expect(times[n]! - times[n - 1]!).toBeGreaterThanOrEqual(50)
})

it('partitions are swapped at once where it is looked before every turn who serves', async () => {
  const times = [...(await swapTimes(0)).values()]
  expect(times).toEqual(Array(partitions).fill(times[0]))
})
