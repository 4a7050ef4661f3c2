import type { MeanChange } from './adwin.ts'

/** [values, mean, squared distance from it, sum upwards, its least, sum downwards, its most]. */
export const pageHinkleySize = 7

const leastValues = 30

/**
 * Page's test as of Hinkley, both ways: sums of how far values are from their mean, in standard deviations less `tolerance`,
 * and an alarm when a sum has risen by `threshold` above its least. Knows no units. After an alarm it begins anew.
 *
 * @returns the change at an alarm: the mean so far, and the value that came
 */
export function pageHinkleyAdd(
  state: Float64Array,
  value: number,
  tolerance: number,
  threshold: number,
): MeanChange | undefined {
  const before = state[1]!
  const count = (state[0]! += 1)
  const distance = value - before
  state[1]! += distance / count
  state[2]! += distance * (value - state[1]!)
  const deviation = Math.sqrt(state[2]! / count)
  if (count <= leastValues || !(deviation > 0)) return undefined
  const score = distance / deviation
  state[3]! += score - tolerance
  state[4] = Math.min(state[4]!, state[3]!)
  state[5]! += score + tolerance
  state[6] = Math.max(state[6]!, state[5]!)
  if (state[3]! - state[4] <= threshold && state[6] - state[5]! <= threshold) return undefined
  state.fill(0)
  return { before, after: value }
}
