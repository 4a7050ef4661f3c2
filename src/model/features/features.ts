import type { FeatureSpec } from '../spec.ts'
import { deviation } from './deviation.ts'
import { difference } from './difference.ts'
import type { Feature, FeatureOf } from './feature.ts'
import { logReturn } from './log-return.ts'
import { volatility } from './volatility.ts'

const kinds: { readonly [K in FeatureSpec['kind']]: FeatureOf<K> } = {
  'log-return': logReturn,
  difference,
  volatility,
  deviation,
}

/** The feature that a spec describes. */
export function createFeature<K extends FeatureSpec['kind']>(spec: Extract<FeatureSpec, { kind: K }>): Feature {
  return kinds[spec.kind](spec)
}
