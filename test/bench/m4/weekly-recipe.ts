import type { M4Recipe } from './train-m4.ts'

const candidates = [
  { kind: 'last' },
  { kind: 'drift', window: 13 },
  { kind: 'drift', window: 104 },
  { kind: 'lag', lag: 52, shift: 1 },
  { kind: 'lag', lag: 52, shift: 8 },
]

/** One layer over the last value, drifts, and what happened a year ago. */
export const weeklyRecipe = (layer: object): M4Recipe => ({
  period: 1,
  spec: {
    name: 'm4-weekly',
    input: { kind: 'seasonal', window: 52, recent: 13, ahead: 13, candidates },
    layers: [layer],
    head: { kind: 'mixture', horizons: Array.from({ length: 13 }, (_, h) => h + 1), candidates: candidates.length },
  },
  epochs: 10,
  options: {
    batch: 64,
    timesteps: 64,
    burnIn: 0,
    segment: 320,
    learningRate: { peak: 0.002, warmUp: 100, decay: 'cosine', floor: 0.01 },
    optimiser: { kind: 'adamw', beta2: 0.99 },
    averaging: { decay: 0.99 },
    clip: 1,
    patience: 1_000_000,
  },
})
