import { setTimeout as sleep } from 'node:timers/promises'
import { map } from 'rxjs'
import * as memory from '../../../connectors/memory/index.ts'
import { forecast } from '../../../operators/index.ts'
import { pipeline, run } from '../../../src/index.ts'
import { createRandom } from '../../../src/numeric/random.ts'
import { speedModel, type Trade } from '../stream-problem.ts'

const ticksPerMs = 10
const keys = 1000

/** Milliseconds from a tick's arrival to its committed output, of ticks that come evenly: the 50th and 99th percentile. */
export async function pacedLatency(ticks: number): Promise<{ readonly p50: number; readonly p99: number }> {
  const random = createRandom(1)
  const source = memory.source<Trade & { readonly at: number }>()
  const model = speedModel()
  const latencies: number[] = []
  const paced = pipeline<Trade & { readonly at: number }, number>({
    name: 'paced',
    source,
    sink: memory.sink(),
    deadLetters: memory.sink(),
    state: memory.store(),
    operators: (all) =>
      all.pipe(
        forecast(model, { value: ({ price }) => price }),
        map(({ forecasts }) => forecasts[0]!.point),
      ),
  })
  const running = run(paced, {
    onTurn({ ticks: committed }) {
      const now = performance.now()
      for (const { value } of committed) latencies.push(now - (value as { readonly at: number }).at)
    },
  })
  const start = performance.now()
  for (let pushed = 0; pushed < ticks;) {
    const due = Math.min(ticks, Math.floor((performance.now() - start) * ticksPerMs))
    const batch = Array.from({ length: due - pushed }, (_, i) => {
      const key = `K${(pushed + i) % keys}`
      // A tick that the timer hands over late has waited since it was due.
      return { key, value: { key, price: 50 + random.next(), at: start + (pushed + i) / ticksPerMs } }
    })
    source.push(...batch)
    pushed = due
    await sleep(1)
  }
  source.end()
  await running
  const sorted = Float64Array.from(latencies.slice(Math.floor(ticks / 5))).sort()
  const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))]!
  return { p50: at(0.5), p99: at(0.99) }
}
