import { normalQuantile } from '../../numeric/normal-quantile.ts'
import { log } from '../../numeric/log.ts'

export interface ConformalShape {
  readonly horizons: readonly number[]
  /** Levels of the network's quantiles, ascending; the outermost two give its interval. */
  readonly levels: readonly number[]
  /** What the intervals shall hold, 0 to 1. */
  readonly coverage: number
}

/** Step sizes of the experts, in units of the logarithm of the width; as many experts for each of two widths. */
export const steps = [0.01, 0.05, 0.15] as const
export const experts = 2 * steps.length
const correctionStep = 0.02
const errorHalfLife = 30
/** Horizons up to here take the steps of short ones; beyond, errors overlap so much that they are told less by each. */
const farFrom = 6

const header = 2

/** A horizon's own settings. */
export interface HorizonSteps {
  readonly horizon: number
  readonly steps: readonly number[]
  readonly correction: number
  /** What a mean absolute error keeps of itself with each one that is added. */
  readonly keep: number
}

/** Of a horizon: [scored, covered, mean absolute error of late, excess of misses, log widths, probabilities]. */
export const at = { scored: 0, covered: 1, error: 2, excess: 3, widths: 4, shares: 4 + experts } as const
export const headSize = 4 + 2 * experts
/** Of a forecast that waits: [point, lower, upper, log units of three widths (network below, above, error), log widths]. */
export const pendingAt = { point: 0, lower: 1, upper: 2, below: 3, above: 4, error: 5, widths: 6 } as const
export const pendingSize = 6 + experts

/**
 * Where things are in a key's calibration, one float64 array: [horizons, forecasts seen, each horizon]; then for each
 * horizon its head and a ring of h forecasts that wait for their actual.
 */
export class ConformalLayout {
  readonly shape: ConformalShape
  readonly horizonAt: readonly number[]
  readonly settings: readonly HorizonSteps[]
  readonly size: number
  /** What a standard normal's interval of this coverage reaches to: where the widths begin. */
  readonly reach: number
  /** The same for the network's outermost quantiles; 0 where there are none. */
  readonly below: number
  readonly above: number
  /** Where `updateConformal` leaves the ends of the intervals, one a horizon. */
  readonly lower: Float64Array
  readonly upper: Float64Array

  constructor(shape: ConformalShape) {
    const { horizons, levels, coverage } = shape
    this.shape = shape
    this.reach = normalQuantile((1 + coverage) / 2)
    const interval = levels.length > 1 && levels[0]! < 0.5 && levels.at(-1)! > 0.5
    this.below = interval ? -normalQuantile(levels[0]!) : 0
    this.above = interval ? normalQuantile(levels.at(-1)!) : 0
    let next = header + horizons.length
    this.horizonAt = horizons.map((horizon) => {
      const start = next
      next += headSize + horizon * pendingSize
      return start
    })
    this.settings = horizons.map(settingsOf)
    this.lower = new Float64Array(horizons.length)
    this.upper = new Float64Array(horizons.length)
    this.size = next
  }

  create(): Float64Array {
    const state = new Float64Array(this.size)
    state[0] = this.shape.horizons.length
    state.set(this.shape.horizons, header)
    for (const start of this.horizonAt) {
      state.fill(log(this.reach), start + at.widths, start + at.widths + experts)
      state.fill(1 / experts, start + at.shares, start + at.shares + experts)
    }
    return state
  }

  fits(state: Float64Array): boolean {
    const { horizons } = this.shape
    if (state.length !== this.size || state[0] !== horizons.length) return false
    for (let n = 0; n < horizons.length; n++) if (state[header + n] !== horizons[n]) return false
    return true
  }
}

/**
 * What the correction is of the excess of misses, after so many scored forecasts. It begins larger and falls as one over
 * their number, as the uncertainty of a share does; what it was made of at the start is then told less by itself.
 */
export function correctionAt({ settings }: ConformalLayout, n: number, scored: number): number {
  const { horizon, correction } = settings[n]!
  return Math.max(correction, (0.5 * horizon) / (scored + 10 * horizon))
}

/**
 * What the next error counts in the mean error of late. The mean forgets its beginning as it grows (polynomial-decay
 * averaging): the first forecasts of a key, made before anything was learned, say little about later ones.
 */
export function shareOfNext({ settings }: ConformalLayout, n: number, scored: number): number {
  return Math.max(1 - settings[n]!.keep, 3 / (scored + 3))
}

/** Errors of a longer horizon come later and overlap, so each is followed by less. Tuned on exchange rates and M4. */
function settingsOf(horizon: number): HorizonSteps {
  const root = Math.sqrt(horizon)
  const far = Math.max(1, horizon / farFrom)
  return {
    horizon,
    steps: steps.map((step) => step / (root * Math.sqrt(far))),
    correction: correctionStep / (root * Math.sqrt(Math.sqrt(far))),
    keep: 1 - 1 / (1.4426950408889634 * errorHalfLife * far),
  }
}
