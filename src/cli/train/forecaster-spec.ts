import type { FeatureSpec, ModelSpec } from '../../model/spec.ts'
import { layersOf, type LayersShape } from './layers-of.ts'

export interface ForecasterShape extends LayersShape {
  readonly name: string
  /** Ticks ahead, ascending. */
  readonly horizons: readonly number[]
  /** `log-return` for prices, `difference` for values that may be zero or negative. */
  readonly target: 'log-return' | 'difference'
  /** What the network sees beside the values. */
  readonly beside?: readonly FeatureSpec[] | undefined
}

/** Ends of the band: 80 % lie between them. */
export const bandQuantiles = [0.1, 0.9] as const

/** A forecaster for a series about which nothing is known but that its size of change comes and goes. */
export function forecasterSpec(shape: ForecasterShape): ModelSpec {
  const { name, horizons, target, beside = [] } = shape
  const features: FeatureSpec[] = [
    { kind: target, lag: 1 },
    { kind: target, lag: 5 },
    { kind: 'volatility', halfLife: 5 },
    { kind: 'volatility', halfLife: 20 },
    { kind: 'deviation', halfLife: 20 },
    ...beside,
  ]
  return {
    name,
    input: { kind: 'features', features },
    layers: layersOf(shape),
    head: { kind: 'forecast', horizons: [...horizons], quantiles: [...bandQuantiles], target },
  }
}
