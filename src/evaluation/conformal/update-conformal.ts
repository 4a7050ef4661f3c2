import { exp } from '../../numeric/exp.ts'
import { log } from '../../numeric/log.ts'
import { wholeRemainder } from '../../numeric/whole-remainder.ts'
import {
  at,
  correctionAt,
  experts,
  headSize,
  pendingAt,
  pendingSize,
  shareOfNext,
  steps,
  type ConformalLayout,
} from './conformal-layout.ts'

/** What part of the probability all experts share, so that none is lost: as in DtACI. */
const share = 0.001
/**
 * How fast it is learned which expert is best. At 1 weights follow the luck of the last few errors; tuned on M4 series and on
 * walks that the bench `coverage` does not measure.
 */
const learningRate = 0.3
/** Log widths and the correction stay within this: a factor of 22,026 either way. */
const limit = 10
const leastWidth = 1e-300
/** A network's width below this part of the mean error is taken to be it. */
const leastPart = 0.01

/** A network's forecast of one horizon; its outermost quantiles are used, where it has two. */
export interface NetworkForecast {
  readonly point: number
  readonly quantiles: ArrayLike<number>
}

/**
 * Adaptive conformal intervals (Gibbs and Candès 2021) with adapted steps (Gibbs and Candès 2024, DtACI), on the
 * logarithm of a half-width instead of a level: nothing but a few numbers is kept, and no interval is infinite.
 *
 * Experts are a unit (the network's own half-width, or the mean absolute error of late) with a step size. When an actual
 * is known, each moves its log width by step * (missed - (1 - coverage)), by the width that it had when the forecast
 * was made; experts are weighted by their pinball losses. On top comes a correction of all widths: a gain times the excess,
 * the sum of (missed - (1 - coverage)) over what the *served* intervals missed. So it grows until the excess does no
 * more, and for T forecasts
 *
 *     | sum of misses - (1 - coverage) T | <= 10 / last gain
 *
 * whatever the data, as long as the correction stays within its limits of +-10. The gain falls to a constant; as it is the
 * excess that is kept and not the correction, what was learned of the first forecasts under a larger gain does not
 * have to be unlearned under a smaller one.
 *
 * Learns from the forecasts that `actual` answers, then makes intervals for the new ones, in `layout.lower` and
 * `layout.upper`. A missing value (NaN) teaches nothing.
 */
export function updateConformal(
  layout: ConformalLayout,
  state: Float64Array,
  actual: number,
  forecasts: readonly NetworkForecast[],
): void {
  const { settings, horizonAt } = layout
  const known = Number.isFinite(actual)
  const seen = state[1]!
  for (let n = 0; n < settings.length; n++) {
    const { horizon } = settings[n]!
    const start = horizonAt[n]!
    const slot = start + headSize + pendingSize * wholeRemainder(seen, horizon)
    if (known && seen >= horizon) learn(layout, n, state, slot, actual)
    makeInterval(layout, n, state, start, slot, forecasts[n]!)
  }
  state[1] = seen + 1
}

function learn(layout: ConformalLayout, n: number, state: Float64Array, slot: number, actual: number): void {
  const { steps: sizes } = layout.settings[n]!
  const start = layout.horizonAt[n]!
  const { coverage } = layout.shape
  const missRate = 1 - coverage
  const error = actual - state[slot + pendingAt.point]!
  if (!Number.isFinite(error)) return
  const size = Math.abs(error)
  const logSize = size === 0 ? -Infinity : log(size)
  const shares = start + at.shares
  const missed = actual < state[slot + pendingAt.lower]! || actual > state[slot + pendingAt.upper]!
  let sum = 0
  for (let unit = 0; unit < 2; unit++) {
    const unitAt = unit === 1 ? pendingAt.error : error < 0 ? pendingAt.below : pendingAt.above
    const needed = Math.max(-limit, Math.min(limit, logSize - state[slot + unitAt]!))
    for (let step = 0; step < steps.length; step++) {
      const k = unit * steps.length + step
      const beyond = needed - state[slot + pendingAt.widths + k]!
      // The pinball loss, without a branch that nobody can foresee.
      const loss = learningRate * Math.max(coverage * beyond, -missRate * beyond)
      // Within a few percent of e^-loss where losses are small, which is all that is needed of it, and quicker.
      const weight = state[shares + k]! / (1 + loss * (1 + loss / 2))
      state[shares + k] = weight
      sum += weight
      state[start + at.widths + k]! += sizes[step]! * ((beyond > 0 ? 1 : 0) - missRate)
    }
  }
  const kept = (1 - share) / sum
  for (let k = 0; k < experts; k++) state[shares + k] = kept * state[shares + k]! + share / experts
  const scored = state[start + at.scored]!
  const most = limit / correctionAt(layout, n, scored)
  const excess = state[start + at.excess]! + (missed ? 1 : 0) - missRate
  // Within what the correction can express: a key that stood still for long finds its way back.
  state[start + at.excess] = Math.max(-most, Math.min(most, excess))
  state[start + at.error]! += shareOfNext(layout, n, scored) * (size - state[start + at.error]!)
  state[start + at.scored] = scored + 1
  if (!missed) state[start + at.covered]! += 1
}

function makeInterval(
  layout: ConformalLayout,
  n: number,
  state: Float64Array,
  start: number,
  slot: number,
  { point, quantiles }: NetworkForecast,
): void {
  const { below, above } = layout
  const meanError = state[start + at.error]!
  const least = Math.max(leastPart * meanError, leastWidth)
  // In units in which a normal error has a standard deviation of about 1.
  const last = quantiles.length - 1
  const widthBelow = below > 0 ? Math.max((point - quantiles[0]!) / below, least) : Math.max(meanError, leastWidth)
  const widthAbove = above > 0 ? Math.max((quantiles[last]! - point) / above, least) : Math.max(meanError, leastWidth)
  const logBelow = log(widthBelow)
  const logAbove = widthAbove === widthBelow ? logBelow : log(widthAbove)
  const logError = meanError > 0 ? log(meanError) : (logBelow + logAbove) / 2
  let own = 0
  let width = correctionAt(layout, n, state[start + at.scored]!) * state[start + at.excess]!
  for (let k = 0; k < experts; k++) {
    const part = state[start + at.shares + k]!
    if (k < steps.length) own += part
    width += part * state[start + at.widths + k]!
    state[slot + pendingAt.widths + k] = state[start + at.widths + k]!
  }
  width += (1 - own) * logError
  const reach = exp(width + own * logBelow)
  const lower = point - reach
  const upper = point + (logAbove === logBelow ? reach : exp(width + own * logAbove))
  layout.lower[n] = lower
  layout.upper[n] = upper
  state[slot + pendingAt.point] = point
  state[slot + pendingAt.lower] = lower
  state[slot + pendingAt.upper] = upper
  state[slot + pendingAt.below] = logBelow
  state[slot + pendingAt.above] = logAbove
  state[slot + pendingAt.error] = logError
}
