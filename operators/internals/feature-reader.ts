import { createFeatureExtractor } from '../../src/model/features/feature-extractor.ts'
import type { TickExtras } from '../../src/model/features/feature.ts'
import { createSeasonalExtractor } from '../../src/model/seasonal/seasonal-extractor.ts'
import type { InputSpec } from '../../src/model/spec.ts'
import type { Featured } from './featured.ts'

/** Either kind of input that is made of values. */
export interface FeatureReader {
  /** Float64 numbers of state a key. */
  readonly stateSize: number
  /** Absorbs the tick. Throws `TICK_INVALID`, with nothing changed. */
  read<T>(tick: T, state: Float64Array, value: number, extras: TickExtras): Featured<T>
}

export function featureReader(input: Extract<InputSpec, { kind: 'features' | 'seasonal' }>): FeatureReader {
  if (input.kind === 'features') {
    const extractor = createFeatureExtractor(input.features)
    return {
      stateSize: extractor.stateSize,
      read(tick, state, value, extras) {
        const inputs = new Float32Array(extractor.size)
        const scale = extractor.scale(state)
        const ready = extractor.update(state, value, inputs, 0, extras)
        if (!Number.isNaN(value)) return { tick, inputs, level: value, scale, ready }
        return { tick, inputs, level: extractor.level(state), scale, ready, missing: true }
      },
    }
  }
  const extractor = createSeasonalExtractor(input)
  return {
    stateSize: extractor.stateSize,
    read(tick, state, value) {
      const inputs = new Float32Array(extractor.size)
      const seasonal = extractor.update(state, value, inputs, 0, new Float64Array(extractor.candidatesSize))
      return { tick, inputs, level: value, scale: seasonal.scale, ready: seasonal.ready, seasonal }
    },
  }
}
