import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import * as memory from '../../../connectors/memory/index.ts'
import * as sqlite from '../../../connectors/sqlite/index.ts'
import { forecast } from '../../../operators/index.ts'
import { pipeline, run } from '../../../src/index.ts'
import type { Model } from '../../../src/model/model.ts'
import { Champions } from '../../../src/testing/champions.ts'

export interface SwapRunOptions {
  readonly versions: readonly [Model, Model]
  readonly ticksPerSecond: number
  readonly keys: number
  /** How long it is measured before the swap, and after it. */
  readonly seconds: number
}

export interface SwapRun {
  /** Milliseconds from a tick's arrival to the end of its turn's commit; of ticks that came before the swap, and after. */
  readonly before: Float64Array
  readonly during: Float64Array
  readonly pushed: number
  readonly absorbed: number
  readonly repeated: number
  readonly swapped: number
}

interface Price {
  readonly at: number
  readonly price: number
}

/** Feeds a pipeline at a pace, promotes another model in the middle, and times every tick. */
export async function swapRun({ versions, ticksPerSecond, keys, seconds }: SwapRunOptions): Promise<SwapRun> {
  const folder = await mkdtemp(join(tmpdir(), 'tickwise-swap-'))
  const source = memory.source<Price>({ partitions: 4 })
  const sink = memory.sink<unknown>()
  const champions = new Champions(versions)
  const latencies: [number, number][] = []
  const ids = new Set<string>()
  let [repeated, swapped, pushed] = [0, 0, 0]
  const running = run(
    pipeline({
      source,
      sink,
      deadLetters: memory.sink(),
      state: sqlite.store(folder),
      models: champions,
      swap: { everyMs: 100 },
      operators: (ticks) => ticks.pipe(forecast('prices@champion')),
    }),
    {
      onSwap: () => swapped++,
      onTurn({ ticks, outputs }) {
        const now = performance.now()
        for (const { value } of ticks) latencies.push([(value as Price).at, now - (value as Price).at])
        for (const { id } of outputs) {
          if (ids.has(id)) repeated++
          ids.add(id)
        }
      },
    },
  )
  const feedFor = async (ms: number) => {
    const startedAt = performance.now()
    const first = pushed
    for (let at = startedAt; at - startedAt < ms; at = performance.now()) {
      const due = first + Math.ceil(((at - startedAt + 1) * ticksPerSecond) / 1000)
      for (; pushed < due; pushed++)
        source.push({ key: `K${pushed % keys}`, value: { at, price: 100 + ((pushed * 7919) % 97) / 97 } })
      await delay(1)
    }
    return startedAt
  }
  // The first ticks of each key make its scale, and all code hot.
  await feedFor(3000)
  while ([...source.lag().values()].some((left) => left > 0)) await delay(10)
  await feedFor(1000)
  const measuredAt = await feedFor(1000 * seconds)
  const promotedAt = performance.now()
  champions.promote()
  await feedFor(1000 * seconds)
  source.end()
  const { ticks: absorbed } = await running
  await rm(folder, { recursive: true, force: true })
  const of = (from: number, to: number) =>
    Float64Array.from(latencies.flatMap(([at, latency]) => (at >= from && at < to ? [latency] : []))).sort()
  return {
    before: of(measuredAt, promotedAt),
    during: of(promotedAt, Infinity),
    ...{ pushed, absorbed, repeated, swapped },
  }
}
