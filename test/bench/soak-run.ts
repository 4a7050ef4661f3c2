import { run } from '../../src/index.ts'
import { streamPipeline } from './stream-problem.ts'

/** Runs the soak in a process of its own and prints, as JSON, its memory at even steps. Needs --expose-gc. */
export interface MemorySample {
  readonly ticks: number
  /** Live heap after a collection, and resident memory, in bytes. */
  readonly heap: number
  readonly resident: number
}

const [input, folder, total] = process.argv.slice(2) as [string, string, string]
const every = Number(total) / 100
const samples: MemorySample[] = []
let next = every
let ticks = 0

await run(streamPipeline(input, folder, { maxKeys: 20_000 }), {
  onTurn: (report) => {
    ticks += report.ticks.length
    if (ticks < next) return
    next += every
    globalThis.gc?.()
    const { heapUsed, external, rss } = process.memoryUsage()
    samples.push({ ticks, heap: heapUsed + external, resident: rss })
  },
})
process.stdout.write(JSON.stringify(samples))
