import type { FeatureOf } from './feature.ts'
import { halfLifeDecay } from './half-life-decay.ts'

/** Periods over which what is usual is forgotten by half. */
const halfLifePeriods = 4

/**
 * x[t] - x[t - period], over the exponentially weighted mean size of such differences before this one. State: [sum,
 * weight] of that mean. 0 at the first difference, for which nothing is usual.
 */
export const seasonalDifference: FeatureOf<'seasonal-difference'> = ({ period, column }) => {
  const decay = halfLifeDecay(halfLifePeriods * period)
  return {
    column,
    lag: period,
    warmUpTicks: period,
    stateSize: 2,
    update(moment, state, at) {
      const { x, count, missing } = moment
      if (count < period) return 0
      const difference = x - moment.past(period)
      const weight = state[at + 1]!
      const usual = weight === 0 ? 0 : state[at]! / weight
      if (!missing) {
        state[at] = decay * state[at]! + (1 - decay) * Math.abs(difference)
        state[at + 1] = decay * weight + (1 - decay)
      }
      return usual === 0 ? 0 : difference / usual
    },
  }
}
