import type { FeatureSpec } from '../spec.ts'
import { calendar } from './calendar.ts'
import { deviation } from './deviation.ts'
import { difference } from './difference.ts'
import type { Feature, FeatureOf } from './feature.ts'
import { known } from './known.ts'
import { lastSeason } from './last-season.ts'
import { logReturn } from './log-return.ts'
import { missing } from './missing.ts'
import { seasonalDifference } from './seasonal-difference.ts'
import { gap, timeSince } from './since-last.ts'
import { volatility } from './volatility.ts'

const kinds: { readonly [K in FeatureSpec['kind']]: FeatureOf<K> } = {
  'log-return': logReturn,
  difference,
  volatility,
  deviation,
  'seasonal-difference': seasonalDifference,
  'last-season': lastSeason,
  known,
  calendar,
  'time-since': timeSince,
  gap,
  missing,
}

/** The feature that a spec describes. */
export function createFeature<K extends FeatureSpec['kind']>(spec: Extract<FeatureSpec, { kind: K }>): Feature {
  return kinds[spec.kind](spec)
}
