import { withoutRecurrence } from '../../src/cli/compare/without-recurrence.ts'
import { kernelEngine } from '../../src/training/kernel-engine.ts'
import type { Bench } from './bench.ts'
import { measuredOnce, naiveFigures, scoreSeed } from './m4/m4-figures.ts'
import { readM4 } from './m4/read-m4.ts'
import type { M4Recipe } from './m4/train-m4.ts'

const seeds = [1, 2, 3]
const horizons = Array.from({ length: 48 }, (_, h) => h + 1)
const candidates = [
  { kind: 'lag', lag: 24 },
  { kind: 'lag', lag: 168 },
  { kind: 'lag', lag: 168, shift: 24 },
  { kind: 'profile', period: 168, rate: 0.3, shift: 24 },
]
const recipe = (layer: object): M4Recipe => ({
  period: 24,
  spec: {
    name: 'm4-hourly',
    input: { kind: 'seasonal', window: 168, recent: 24, ahead: 48, candidates },
    layers: [layer],
    head: { kind: 'mixture', horizons, candidates: candidates.length },
  },
  epochs: 12,
  options: {
    batch: 64,
    timesteps: 96,
    burnIn: 0,
    segment: 480,
    learningRate: { peak: 0.002, warmUp: 100, decay: 'cosine', floor: 0.01 },
    optimiser: { kind: 'adamw', beta2: 0.99 },
    averaging: { decay: 0.99 },
    clip: 1,
    patience: 1_000_000,
  },
})

export const m4Hourly: Bench = {
  name: 'm4-hourly',
  about:
    'M4 competition, 414 hourly series, 48 hours ahead, official test, served through a pipeline; the best published ' +
    'entry has .410, the winner .440. The control sees the same inputs and keeps no state: what it reaches is due to ' +
    'the seasonal candidates and scales, not to recurrence.',
  async *figures() {
    const series = readM4('Hourly')
    yield* naiveFigures(series, 24, 18.383)
    const control = await scoreSeed(series, recipe({ cell: 'rnn', hidden: 256 }), 1, withoutRecurrence(kernelEngine))
    yield measuredOnce('OWA of the stateless control, seed 1', 'OWA', control.owa)
    const runs: { owa: number; seconds: number }[] = []
    for (const seed of seeds) runs.push(await scoreSeed(series, recipe({ cell: 'lstm', hidden: 112 }), seed))
    const mean = runs.reduce((sum, { owa }) => sum + owa, 0) / runs.length
    yield measuredOnce(`OWA, mean of the seeds ${seeds.join(', ')}`, 'OWA', mean, { atMost: 0.41 })
    const slowest = Math.max(...runs.map(({ seconds }) => seconds))
    yield measuredOnce('training of the slowest seed', 'processor s', slowest, { atMost: 600 })
  },
}
