import { encodeForecastTarget } from '../../model/forecast-target.ts'
import type { HeadSpec } from '../../model/spec.ts'
import { tickFlags, type WindowKey } from '../window/training-window.ts'

export type ForecastHead = Extract<HeadSpec, { kind: 'forecast' }>

/** A larger change, in units of the target, is cut: it follows a still stretch and says nothing about the usual. */
const largestTarget = 32

/**
 * What the network should have said at ticks `from` to `to` of a key: [ticks][horizons], NaN where it could say nothing
 * yet, or where the answer lies at `end` or later.
 */
export function windowTargets(
  { levels, scales, flags }: WindowKey,
  { horizons, target }: ForecastHead,
  { from, to, end }: { readonly from: number; readonly to: number; readonly end: number },
): Float32Array {
  const targets = new Float32Array((to - from) * horizons.length).fill(NaN)
  for (let t = from; t < to; t++) {
    if ((flags[t]! & tickFlags.ready) === 0) continue
    horizons.forEach((horizon, n) => {
      const future = t + horizon
      if (future >= end || (flags[future]! & tickFlags.missing) !== 0) return
      const change = encodeForecastTarget(target, levels[future]!, levels[t]!, scales[t]!, horizon)
      targets[(t - from) * horizons.length + n] = Math.min(largestTarget, Math.max(-largestTarget, change))
    })
  }
  return targets
}
