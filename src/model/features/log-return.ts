import type { FeatureOf } from './feature.ts'

/** (log p[t] - log p[t - lag]) / (scale * sqrt(lag)): about 1 for a usual move of a random walk, whatever the lag. */
export const logReturn: FeatureOf<'log-return'> = ({ lag, column }) => {
  const root = Math.sqrt(lag)
  return {
    unit: 'log-return',
    column,
    lag,
    warmUpTicks: lag,
    stateSize: 0,
    update: (moment) => (moment.x - moment.past(lag)) / (moment.scale * root),
  }
}
