import type { FeatureOf } from './feature.ts'

/** (x[t - period + ahead] - x[t - period]) / (scale * sqrt(ahead)): what came next a period ago. */
export const lastSeason: FeatureOf<'last-season'> = ({ period, ahead, column }) => {
  const root = Math.sqrt(ahead)
  // Further ahead than a period, the same season is seen again.
  const then = period - (((ahead - 1) % period) + 1)
  return {
    column,
    lag: period,
    warmUpTicks: period,
    stateSize: 0,
    update: (moment) => ((then === 0 ? moment.x : moment.past(then)) - moment.past(period)) / (moment.scale * root),
  }
}
