/** One forecast of a horizon, and the last value it is measured against. */
export interface ScoredForecast {
  readonly last: number
  readonly point: number
  /** Ends of the interval; an empty one (lower above upper) for none. */
  readonly lower: number
  readonly upper: number
}

/** How the forecasts of one horizon have done so far. */
export interface HorizonSkill {
  readonly horizon: number
  /** Forecasts whose actual is known. */
  readonly scored: number
  /** Mean absolute error of the network and of the last value, in units of the value; NaN before the first actual. */
  readonly networkMae: number
  readonly naiveMae: number
  /** Share of actuals inside the interval; NaN before the first actual. */
  readonly coverage: number
}

const perHorizon = 4
const perForecast = 4

/**
 * Running scores of one key, as float64 numbers: the number of horizons, the horizons, forecasts seen; then for each
 * horizon [scored, sum |network error|, sum |last-value error|, covered] and a ring of its forecasts that still wait
 * for their actual, h of them for horizon h, each [last, point, lower, upper].
 */
export function createHorizonScores(horizons: readonly number[]): Float64Array {
  const size = horizons.reduce((sum, horizon) => sum + perHorizon + perForecast * horizon, 2 + horizons.length)
  const scores = new Float64Array(size)
  scores[0] = horizons.length
  scores.set(horizons, 1)
  return scores
}

/**
 * Scores the forecasts that `actual` answers, each as soon as its actual is known and never before, then keeps the new
 * ones (one a horizon, in order).
 */
export function updateHorizonScores(scores: Float64Array, actual: number, forecasts: readonly ScoredForecast[]): void {
  const count = scores[0]!
  const seen = scores[1 + count]!
  let at = 2 + count
  for (let n = 0; n < count; n++) {
    const horizon = scores[1 + n]!
    const slot = at + perHorizon + perForecast * (seen % horizon)
    if (seen >= horizon) {
      const [last, point, lower, upper] = [scores[slot]!, scores[slot + 1]!, scores[slot + 2]!, scores[slot + 3]!]
      scores[at]! += 1
      scores[at + 1]! += Math.abs(actual - point)
      scores[at + 2]! += Math.abs(actual - last)
      if (actual >= lower && actual <= upper) scores[at + 3]! += 1
    }
    const { last, point, lower, upper } = forecasts[n]!
    scores[slot] = last
    scores[slot + 1] = point
    scores[slot + 2] = lower
    scores[slot + 3] = upper
    at += perHorizon + perForecast * horizon
  }
  scores[1 + count] = seen + 1
}

/** What the scores say, one entry a horizon. */
export function readHorizonScores(scores: Float64Array): HorizonSkill[] {
  const count = scores[0]!
  const skills: HorizonSkill[] = []
  let at = 2 + count
  for (let n = 0; n < count; n++) {
    const horizon = scores[1 + n]!
    const [scored, network, naive, covered] = [scores[at]!, scores[at + 1]!, scores[at + 2]!, scores[at + 3]!]
    skills.push({ horizon, scored, networkMae: network / scored, naiveMae: naive / scored, coverage: covered / scored })
    at += perHorizon + perForecast * horizon
  }
  return skills
}
