import type { CandidateSpec } from '../../model/seasonal/seasonal-input.ts'
import type { ModelSpec } from '../../model/spec.ts'
import type { TrainingInput } from '../../training/training-options.ts'
import type { ForecasterShape } from './forecaster-spec.ts'
import { layersOf } from './layers-of.ts'

/** How fast the profile of a season follows: about the last three of them. */
const profileRate = 0.3

/**
 * A network that chooses between the seasonal forecasts of each key, and corrects them: for series with a rhythm, many
 * of them or one.
 *
 * @param seasons in ticks, such as 24 and 168 for hours
 */
export function seasonalSpec(shape: ForecasterShape, seasons: readonly number[]): ModelSpec {
  const { name, horizons, target } = shape
  const ordered = [...new Set(seasons)].sort((a, b) => a - b)
  const [shortest, longest] = [ordered[0]!, ordered.at(-1)!]
  const candidates: CandidateSpec[] = [
    { kind: 'last' },
    ...ordered.map((lag) => ({ kind: 'lag' as const, lag })),
    { kind: 'lag', lag: longest, shift: shortest },
    { kind: 'profile', period: longest, rate: profileRate, shift: shortest },
  ]
  return {
    name,
    input: {
      kind: 'seasonal',
      unit: target,
      window: longest,
      recent: shortest,
      ahead: horizons.at(-1)!,
      candidates,
    },
    layers: layersOf(shape),
    head: { kind: 'mixture', horizons: [...horizons], candidates: candidates.length, target },
  }
}

/** As on the M4 competition's hourly series, with smaller batches for fewer keys. */
export function seasonalTraining(updates: number, keys: number): Omit<TrainingInput, 'seed'> {
  return {
    updates,
    batch: Math.min(64, Math.max(8, keys)),
    timesteps: 96,
    burnIn: 0,
    segment: 480,
    learningRate: { peak: 0.002, warmUp: Math.min(100, Math.ceil(updates / 5)), decay: 'cosine', floor: 0.01 },
    optimiser: { kind: 'adamw', beta2: 0.99 },
    averaging: { decay: 0.99 },
    clip: 1,
    patience: 30,
  }
}
