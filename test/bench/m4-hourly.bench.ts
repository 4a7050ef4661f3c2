import { withoutRecurrence } from '../../src/cli/compare/without-recurrence.ts'
import { kernelEngine } from '../../src/training/kernel-engine.ts'
import type { Bench } from './bench.ts'
import { hourlyRecipe } from './m4/hourly-recipe.ts'
import { measuredOnce, naiveFigures, scoreSeed } from './m4/m4-figures.ts'
import { readM4 } from './m4/read-m4.ts'

const seeds = [1, 2, 3]
export const m4Hourly: Bench = {
  name: 'm4-hourly',
  about:
    'M4 competition, 414 hourly series, 48 hours ahead, official test, served through a pipeline; the best published ' +
    'entry has .410, the winner .440. The control sees the same inputs and keeps no state: what it reaches is due to ' +
    'the seasonal candidates and scales, not to recurrence.',
  async *figures() {
    const series = readM4('Hourly')
    yield* naiveFigures(series, 24, 18.383)
    const control = await scoreSeed(
      series,
      hourlyRecipe({ cell: 'rnn', hidden: 256 }),
      1,
      withoutRecurrence(kernelEngine),
    )
    yield measuredOnce('OWA of the stateless control, seed 1', 'OWA', control.owa)
    const runs: { owa: number; seconds: number }[] = []
    for (const seed of seeds) runs.push(await scoreSeed(series, hourlyRecipe({ cell: 'lstm', hidden: 112 }), seed))
    const mean = runs.reduce((sum, { owa }) => sum + owa, 0) / runs.length
    yield measuredOnce(`OWA, mean of the seeds ${seeds.join(', ')}`, 'OWA', mean, { atMost: 0.41 })
    const slowest = Math.max(...runs.map(({ seconds }) => seconds))
    yield measuredOnce('training of the slowest seed', 'processor s', slowest, { atMost: 600 })
  },
}
