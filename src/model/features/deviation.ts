import type { FeatureOf } from './feature.ts'
import { halfLifeDecay } from './half-life-decay.ts'

/**
 * Distance from the exponentially weighted mean of the ticks before this one, over scale * sqrt(half-life), which is
 * how far a random walk strays from it. State: the mean, less exactly the first value, and the weight so far.
 */
export const deviation: FeatureOf<'deviation'> = ({ halfLife, column }) => {
  const decay = halfLifeDecay(halfLife)
  const root = Math.sqrt(halfLife)
  return {
    column,
    lag: 0,
    warmUpTicks: 1,
    stateSize: 3,
    update({ count, x, scale, missing }, state, at) {
      if (count === 0) state[at] = x
      // Sums are kept relative to the first value, so that a constant series has a deviation of exactly 0.
      const relative = x - state[at]!
      const weight = state[at + 2]!
      const mean = weight === 0 ? 0 : state[at + 1]! / weight
      if (!missing) {
        state[at + 1] = decay * state[at + 1]! + (1 - decay) * relative
        state[at + 2] = decay * weight + (1 - decay)
      }
      return (relative - mean) / (scale * root)
    },
  }
}
