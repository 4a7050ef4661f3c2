import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import * as memory from '../../../connectors/memory/index.ts'
import * as sqlite from '../../../connectors/sqlite/index.ts'
import { forecast } from '../../../operators/index.ts'
import { pipeline, run } from '../../../src/index.ts'
import type { Model } from '../../../src/model/model.ts'
import type { MarkedSink, Marks, Output } from '../../../src/stream/sink.ts'
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

const warmUpSeconds = 5
const settleSeconds = 2

interface Price {
  readonly at: number
  readonly price: number
}

/** Feeds a pipeline at a pace, promotes another model in the middle, and times every tick. */
export async function swapRun({ versions, ticksPerSecond, keys, seconds }: SwapRunOptions): Promise<SwapRun> {
  const folder = await mkdtemp(join(tmpdir(), 'tickwise-swap-'))
  const source = memory.source<Price>({ partitions: 4 })
  const outputs = new CountingSink()
  const champions = new Champions(versions)
  // Room for all from the start, and no object a tick: the bench's own garbage would be in the latencies.
  const arrivals = new Float64Array(2 * ticksPerSecond * (warmUpSeconds + settleSeconds + 2 * seconds))
  const latencies = new Float64Array(arrivals.length)
  let [timed, swapped, pushed] = [0, 0, 0]
  const running = run(
    pipeline({
      source,
      sink: outputs,
      deadLetters: memory.sink(),
      state: sqlite.store(folder),
      models: champions,
      swap: { everyMs: 100 },
      operators: (ticks) => ticks.pipe(forecast('prices@champion')),
    }),
    {
      onSwap: () => swapped++,
      onTurn({ ticks }) {
        const now = performance.now()
        for (const { value } of ticks) {
          arrivals[timed] = (value as Price).at
          latencies[timed++] = now - (value as Price).at
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
  await feedFor(1000 * warmUpSeconds)
  while ([...source.lag().values()].some((left) => left > 0)) await delay(10)
  await feedFor(1000 * settleSeconds)
  const measuredAt = await feedFor(1000 * seconds)
  const promotedAt = performance.now()
  champions.promote()
  await feedFor(1000 * seconds)
  source.end()
  const { ticks: absorbed } = await running
  await rm(folder, { recursive: true, force: true })
  const of = (from: number, to: number) =>
    latencies.filter((_, i) => i < timed && arrivals[i]! >= from && arrivals[i]! < to).sort()
  return {
    before: of(measuredAt, promotedAt),
    during: of(promotedAt, Infinity),
    ...{ pushed, absorbed, repeated: outputs.repeated, swapped },
  }
}

/** Counts outputs, and those that do not come after the last one of their partition. */
class CountingSink implements MarkedSink<unknown> {
  readonly name = 'counting'
  readonly kind = 'marked'
  repeated = 0
  #count = 0
  readonly #last = new Map<number, number>()

  open(): Promise<void> {
    return Promise.resolve()
  }

  append(outputs: readonly Output[]): Promise<void> {
    for (const { partition, offset } of outputs) {
      if (offset <= (this.#last.get(partition) ?? -1)) this.repeated++
      this.#last.set(partition, offset)
    }
    this.#count += outputs.length
    return Promise.resolve()
  }

  sync(): Promise<Marks> {
    return Promise.resolve({ counting: this.#count })
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}
