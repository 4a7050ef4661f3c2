import { addToHistory, driftForecast, lastValue, seasonalForecast } from '../naive-history.ts'
import { hedgeLearn, hedgeRate, hedgeWeights } from './ada-hedge.ts'
import type { BlendLayout } from './blend-layout.ts'

/** A mixed forecast of one horizon. */
export interface BlendedPoint {
  readonly point: number
  /** One an expert; they sum to 1. */
  readonly weights: readonly number[]
}

/**
 * Learns from the forecasts that `actual` answers, then mixes the new ones, made when `actual` was the last value known.
 * From a missing value (NaN) nothing is learned.
 *
 * @param points the network's, one a horizon
 * @param challengers [challenger][horizon]
 */
export function updateBlend(
  layout: BlendLayout,
  blend: Float64Array,
  actual: number,
  points: ArrayLike<number>,
  challengers: readonly ArrayLike<number>[],
): BlendedPoint[] {
  const { horizons, season, experts } = layout.shape
  const { historyAt, hedgeSize, pendingSize, weights } = layout
  const known = Number.isFinite(actual)
  const seen = blend[layout.seenAt]!
  const last = known ? actual : lastValue(blend, historyAt, season)
  if (Number.isFinite(last)) addToHistory(blend, historyAt, season, last)
  const blended = new Array<BlendedPoint>(horizons.length)
  for (let n = 0; n < horizons.length; n++) {
    const horizon = horizons[n]!
    const at = layout.horizonAt[n]!
    const slot = at + hedgeSize + pendingSize * (seen % horizon)
    if (known && seen >= horizon) learn(layout, blend, at, slot, actual)
    const rate = hedgeRate(blend, at, experts)
    hedgeWeights(blend, at, experts, rate, weights)
    let next = slot
    blend[next++] = points[n]!
    blend[next++] = last
    blend[next++] = driftForecast(blend, historyAt, season, horizon)
    if (season > 1) blend[next++] = seasonalForecast(blend, historyAt, season, horizon)
    for (const challenger of challengers) blend[next++] = challenger[n]!
    // Before the first value only the network has something to say.
    let point = Number.isFinite(last) ? 0 : points[n]!
    if (Number.isFinite(last)) for (let k = 0; k < experts; k++) point += weights[k]! * blend[slot + k]!
    blend[slot + experts] = point
    blend[slot + experts + 1] = rate
    blended[n] = { point, weights: Array.from(weights) }
  }
  blend[layout.seenAt] = seen + 1
  return blended
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
