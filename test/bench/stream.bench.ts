import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../src/index.ts'
import type { Bench } from './bench.ts'
import { calibration, goalAgainstCalibration } from './calibration.ts'
import { profileShare, type Part } from './profile-share.ts'
import { streamPipeline, writeTicks } from './stream-problem.ts'

const ticks = 500_000
const keys = 1000

export const stream: Bench = {
  name: 'stream',
  about:
    'file to file, embedded store, exactly once, GRU 8 to 64, 1,000 keys, one horizon, one point. A second is a second of ' +
    'processor time, all threads of the process added up, so the rate is that of one core.',
  async *figures() {
    const folder = await mkdtemp(join(tmpdir(), 'tickwise-stream-'))
    const input = join(folder, 'ticks.ndjson')
    await writeTicks(input, ticks, keys)
    const runOnce = async () => {
      const own = await mkdtemp(join(folder, 'run-'))
      const summary = await run(streamPipeline(input, own))
      if (summary.ticks !== ticks || summary.guarantee !== 'exactly-once') throw new Error('the run was cut short')
      await rm(own, { recursive: true })
    }
    yield {
      name: 'throughput',
      unit: 'ticks/s of one core',
      better: 'higher',
      rounds: 5,
      value: async () => {
        const before = process.cpuUsage()
        await runOnce()
        const { user, system } = process.cpuUsage(before)
        return (ticks * 1e6) / (user + system)
      },
      baselines: [{ ...calibration, goal: goalAgainstCalibration(200_000) }],
    }
    yield {
      name: 'everything but parsing, formatting and cells',
      unit: 'µs/tick',
      better: 'lower',
      rounds: 3,
      value: async () => {
        const seconds = await profileShare(runOnce)
        print(seconds)
        return (seconds.rest * 1e6) / ticks
      },
      baselines: [
        {
          name: 'calibration round',
          measure: () => 1e6 / calibration.measure(),
          goal: goalAgainstCalibration(1e6 / 2.5),
        },
      ],
    }
    await rm(folder, { recursive: true })
  },
}

function print(seconds: Record<Part, number>): void {
  const shares = Object.entries(seconds).map(([part, time]) => `${part} ${((time * 1e6) / ticks).toFixed(2)}`)
  process.stderr.write(`  profile, µs/tick: ${shares.join(', ')}\n`)
}
