import { log } from '../../numeric/log.ts'
import type { FeatureOf } from './feature.ts'
import { halfLifeDecay } from './half-life-decay.ts'

/** Below this share of the scale a market counts as still. */
const leastRatio = 1e-3

/**
 * Log of the exponentially weighted mean absolute change, this tick's included, over the scale: above 0 when moves are
 * larger than they used to be. State: [sum, weight] of the mean.
 */
export const volatility: FeatureOf<'volatility'> = ({ halfLife, column }) => {
  const decay = halfLifeDecay(halfLife)
  return {
    column,
    lag: 0,
    warmUpTicks: 1,
    stateSize: 2,
    update({ count, change, scale, missing }, state, at) {
      if (count === 0) return 0
      const sum = missing ? state[at]! : decay * state[at]! + (1 - decay) * Math.abs(change)
      const weight = missing ? state[at + 1]! : decay * state[at + 1]! + (1 - decay)
      state[at] = sum
      state[at + 1] = weight
      return sum === 0 ? 0 : log(Math.max(leastRatio, sum / weight / scale))
    },
  }
}
