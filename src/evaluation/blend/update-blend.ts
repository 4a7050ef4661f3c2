import { wholeRemainder } from '../../numeric/whole-remainder.ts'
import { addToHistory, driftForecast, lastValue, seasonalForecast } from '../naive-history.ts'
import { hedgeLearn, hedgeRate, hedgeWeights } from './ada-hedge.ts'
import type { BlendLayout } from './blend-layout.ts'

/**
 * Learns from the forecasts that `actual` answers, then mixes the new ones, made when `actual` was the last value known.
 * From a missing value (NaN) nothing is learned. The mixed points are left in `layout.points`.
 *
 * @param points the network's forecasts, one a horizon
 * @param challengers [challenger][horizon]
 * @returns weights, [horizon][expert]; each row sums to 1
 */
export function updateBlend(
  layout: BlendLayout,
  blend: Float64Array,
  actual: number,
  points: readonly { readonly point: number }[],
  challengers: readonly ArrayLike<number>[],
): number[][] {
  const { horizons, season, experts } = layout.shape
  const { historyAt, hedgeSize, pendingSize, weights, logExperts } = layout
  const known = Number.isFinite(actual)
  const seen = blend[layout.seenAt]!
  const last = known ? actual : lastValue(blend, historyAt, season)
  const begun = Number.isFinite(last)
  if (begun) addToHistory(blend, historyAt, season, last)
  const allWeights = new Array<number[]>(horizons.length)
  for (let n = 0; n < horizons.length; n++) {
    const horizon = horizons[n]!
    const at = layout.horizonAt[n]!
    const slot = at + hedgeSize + pendingSize * wholeRemainder(seen, horizon)
    if (known && seen >= horizon) learn(layout, blend, at, slot, actual)
    const rate = hedgeRate(blend, at, logExperts)
    hedgeWeights(blend, at, experts, rate, weights)
    let next = slot
    blend[next++] = points[n]!.point
    blend[next++] = last
    blend[next++] = driftForecast(blend, historyAt, last, horizon)
    if (season > 1) blend[next++] = seasonalForecast(blend, historyAt, season, horizon)
    for (let c = 0; c < challengers.length; c++) blend[next++] = challengers[c]![n]!
    // Before the first value only the network has something to say.
    let point = begun ? 0 : points[n]!.point
    const shown = new Array<number>(experts)
    for (let k = 0; k < experts; k++) {
      shown[k] = weights[k]!
      if (begun) point += weights[k]! * blend[slot + k]!
    }
    blend[slot + experts] = point
    blend[slot + experts + 1] = rate
    layout.points[n] = point
    allWeights[n] = shown
  }
  blend[layout.seenAt] = seen + 1
  return allWeights
}

function learn(layout: BlendLayout, blend: Float64Array, at: number, slot: number, actual: number): void {
  const { losses, shape } = layout
  const { experts, loss } = shape
  for (let k = 0; k <= experts; k++) {
    const error = Math.abs(actual - blend[slot + k]!)
    // An expert that had nothing to say (before the first value) says nothing about any of them.
    if (!Number.isFinite(error)) return
    const lost = loss === 'squared' ? error * error : error
    if (k < experts) losses[k] = lost
    else hedgeLearn(blend, at, experts, blend[slot + experts + 1]!, losses, lost)
  }
}
