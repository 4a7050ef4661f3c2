import type { FeatureOf } from './feature.ts'

/** (p[t] - p[t - lag]) / (scale * sqrt(lag)), for values that may be zero or negative. */
export const difference: FeatureOf<'difference'> = ({ lag, column }) => {
  const root = Math.sqrt(lag)
  return {
    unit: 'difference',
    column,
    lag,
    warmUpTicks: lag,
    stateSize: 0,
    update: (moment) => (moment.x - moment.past(lag)) / (moment.scale * root),
  }
}
