import type { M4Recipe } from './train-m4.ts'

const horizons = Array.from({ length: 48 }, (_, h) => h + 1)
const candidates = [
  { kind: 'lag', lag: 24 },
  { kind: 'lag', lag: 168 },
  { kind: 'lag', lag: 168, shift: 24 },
  { kind: 'profile', period: 168, rate: 0.3, shift: 24 },
]
/** One layer over the seasonal candidates of a day and a week. */
export const hourlyRecipe = (layer: object): M4Recipe => ({
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
