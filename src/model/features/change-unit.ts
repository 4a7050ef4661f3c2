import type { FeatureSpec } from './feature-spec.ts'
import type { ChangeUnit } from './feature.ts'

/**
 * The unit of a feature list's scale: differences where it has difference features and no log returns, log returns
 * otherwise. A forecast head on these features must have the same target. Another column than the one that is forecast
 * is in differences unless log returns of it are asked for: it may be zero.
 */
export function changeUnit(features: readonly FeatureSpec[], column?: string): ChangeUnit {
  const own = (kind: FeatureSpec['kind']) =>
    features.some((feature) => feature.kind === kind && columnOf(feature) === column)
  if (own('log-return')) return 'log-return'
  return column !== undefined || own('difference') ? 'difference' : 'log-return'
}

const columnOf = (feature: FeatureSpec) => ('column' in feature ? feature.column : undefined)
