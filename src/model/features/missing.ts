import type { FeatureOf } from './feature.ts'

/** 1 where the tick has no value, 0 where it has one. The other features then see the last value again. */
export const missing: FeatureOf<'missing'> = ({ column }) => ({
  column,
  lag: 0,
  warmUpTicks: 0,
  needsNoScale: true,
  stateSize: 0,
  update: (moment) => (moment.missing ? 1 : 0),
})
