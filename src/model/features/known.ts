import type { FeatureOf } from './feature.ts'

/**
 * A column's number, now or `ahead` ticks ahead (a plan, a holiday, somebody else's forecast), less the mean and over
 * the mean distance from the mean of those seen before; as it is while all were equal. Not known: 0. State: [numbers
 * seen, the first, mean less the first, sum of distances].
 */
export const known: FeatureOf<'known'> = ({ column, ahead }) => ({
  lag: 0,
  warmUpTicks: 0,
  needsNoScale: true,
  stateSize: 4,
  update({ extras }, state, at) {
    const number = extras.column?.(column, ahead) ?? NaN
    if (!Number.isFinite(number)) return 0
    const seen = state[at]!
    if (seen === 0) state[at + 1] = number
    const relative = number - state[at + 1]!
    const mean = state[at + 2]!
    const distance = relative - mean
    const usual = seen === 0 ? 0 : state[at + 3]! / seen
    state[at] = seen + 1
    state[at + 2] = mean + distance / (seen + 1)
    state[at + 3] = state[at + 3]! + Math.abs(distance)
    return usual === 0 ? distance : distance / usual
  },
})
