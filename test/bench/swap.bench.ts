import { createModel } from '../../src/model/create-model.ts'
import { modelFiles } from '../../src/pipeline/model-files.ts'
import type { Bench } from './bench.ts'
import { measuredOnce } from './m4/m4-figures.ts'
import { swapRun } from './swap/swap-run.ts'

const ticksPerSecond = 50_000
const seconds = 3
/** Beyond it ticks pile up already without a swap, and nothing is measured. */
const maxSteadyMs = 200

export const swap: Bench = {
  name: 'swap',
  about:
    'a swap by warm-up under 50,000 ticks/s of 1,000 keys, states in SQLite: no tick is lost or doubled, and the 99th ' +
    `percentile of the time from arrival to commit over the ${seconds} s after the promotion stays near that of before.`,
  async *figures() {
    const champion = await modelFiles('models').load('prices')
    const challenger = createModel(
      champion.spec,
      champion.weights.map((weight) => 0.99 * weight),
    )
    const found = await swapRun({ versions: [champion, challenger], ticksPerSecond, keys: 1000, seconds })
    const { before, during, pushed, absorbed, repeated, swapped } = found
    const p99 = (sorted: Float64Array) => sorted[Math.floor(0.99 * sorted.length)]!
    const most = (sorted: Float64Array) => sorted.at(-1)!
    console.error(
      `  ${swapped} partitions swapped; p99 ${p99(before).toFixed(1)} ms before, ${p99(during).toFixed(1)} ms during; ` +
        `most ${most(before).toFixed(1)} and ${most(during).toFixed(1)} ms`,
    )
    if (p99(before) > maxSteadyMs)
      throw new Error(
        `${p99(before).toFixed(0)} ms before the swap: the machine is too busy for ${ticksPerSecond} ticks/s`,
      )
    if (swapped !== 4) throw new Error(`4 partitions should have swapped, not ${swapped}`)
    yield measuredOnce('ticks lost or doubled', 'ticks', Math.abs(pushed - absorbed) + repeated, { atMost: 0 })
    yield measuredOnce('p99 latency during the swap over that of before', 'ratio', p99(during) / p99(before), {
      atMost: 3,
    })
  },
}
