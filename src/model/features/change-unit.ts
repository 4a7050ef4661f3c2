import type { FeatureSpec } from '../spec.ts'
import type { ChangeUnit } from './feature.ts'

/**
 * The unit of a feature list's scale: differences where it has difference features and no log returns, log returns
 * otherwise. A forecast head on these features must have the same target.
 */
export function changeUnit(features: readonly FeatureSpec[]): ChangeUnit {
  const has = (kind: FeatureSpec['kind']) => features.some((feature) => feature.kind === kind)
  return has('difference') && !has('log-return') ? 'difference' : 'log-return'
}
