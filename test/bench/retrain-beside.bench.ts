import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../src/index.ts'
import type { Bench } from './bench.ts'
import { besideRetraining } from './retraining/beside.ts'
import { pacedLatency } from './retraining/paced-run.ts'
import { speedModel, streamPipeline, writeTicks } from './stream-problem.ts'

const ticks = 300_000
const pacedTicks = 60_000
const keys = 1000

export const retrainBeside: Bench = {
  name: 'retrain-beside',
  about:
    'the stream while a challenger of the same shape (GRU 8 to 64) is trained on a thread of the same process, with half a ' +
    'core and the lowest priority, as by default. Throughput: file to file, embedded store, exactly once, as fast as it ' +
    'goes. Latency: 10,000 ticks/s, from the moment a tick is due to its committed output, in memory.',
  async *figures() {
    const model = speedModel()
    const folder = await mkdtemp(join(tmpdir(), 'tickwise-beside-'))
    const input = join(folder, 'ticks.ndjson')
    await writeTicks(input, ticks, keys)
    const throughput = async () => {
      const own = await mkdtemp(join(folder, 'run-'))
      const start = performance.now()
      const summary = await run(streamPipeline(input, own))
      const seconds = (performance.now() - start) / 1000
      if (summary.ticks !== ticks) throw new Error('the run was cut short')
      await rm(own, { recursive: true })
      return ticks / seconds
    }
    await throughput()
    yield {
      name: 'throughput while a retraining runs',
      unit: 'ticks/s',
      better: 'higher',
      rounds: 5,
      value: () => besideRetraining(model, throughput),
      baselines: [{ name: 'the stream alone', measure: throughput, goal: 0.6 }],
    }
    yield {
      name: 'p99 of the latency while a retraining runs',
      unit: 'ms',
      better: 'lower',
      rounds: 5,
      value: async () => (await besideRetraining(model, () => pacedLatency(pacedTicks))).p99,
      baselines: [{ name: 'the stream alone', measure: async () => (await pacedLatency(pacedTicks)).p99, goal: 1 / 3 }],
    }
    await rm(folder, { recursive: true })
  },
}
