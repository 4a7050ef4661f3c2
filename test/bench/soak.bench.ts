import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Bench } from './bench.ts'
import type { MemorySample } from './soak-run.ts'
import { writeTicks } from './stream-problem.ts'

const ticks = 5_000_000
const keys = 200_000
const script = fileURLToPath(new URL('./soak-run.ts', import.meta.url))

export const soak: Bench = {
  name: 'soak',
  about:
    '5,000,000 ticks, 200,000 keys, a cache of 20,000, file to file with the embedded store. Growth from half-way to the end.',
  async *figures() {
    const folder = await mkdtemp(join(tmpdir(), 'tickwise-soak-'))
    const input = join(folder, 'ticks.ndjson')
    await writeTicks(input, ticks, keys)
    const args = ['--disable-warning=ExperimentalWarning', '--expose-gc', script, input, folder, String(ticks)]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    const samples = JSON.parse(stdout) as MemorySample[]
    await rm(folder, { recursive: true })
    for (const what of ['heap', 'resident'] as const) {
      const halfway = median(samples.slice(45, 55).map((sample) => sample[what]))
      const end = median(samples.slice(-10).map((sample) => sample[what]))
      yield {
        name: `${what} at the end, ${megabytes(end)}, over half-way, ${megabytes(halfway)}`,
        unit: 'times',
        better: 'lower',
        rounds: 1,
        value: () => end / halfway,
        baselines: [],
        limit: { atMost: 1.03 },
      }
    }
  },
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`
}
