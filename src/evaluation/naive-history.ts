import { wholeRemainder } from '../numeric/whole-remainder.ts'

/**
 * What the naive forecasters of one key know, inside a float64 state: [values seen, first value, ring of the last
 * `season` values]. A season of 1 is none: the seasonal naive forecast is then the last value.
 */
export function naiveHistorySize(season: number): number {
  return 2 + season
}

/** Takes in the key's next value. */
export function addToHistory(state: Float64Array, at: number, season: number, value: number): void {
  const seen = state[at]!
  if (seen === 0) state[at + 1] = value
  state[at + 2 + wholeRemainder(seen, season)] = value
  state[at] = seen + 1
}

/** The value one season before the next one; undefined while the history is shorter. */
export function seasonAgo(state: Float64Array, at: number, season: number): number | undefined {
  const seen = state[at]!
  return seen < season ? undefined : state[at + 2 + wholeRemainder(seen, season)]!
}

/** NaN before the first value. */
export function lastValue(state: Float64Array, at: number, season: number): number {
  const seen = state[at]!
  return seen === 0 ? NaN : state[at + 2 + wholeRemainder(seen - 1, season)]!
}

/** The line through the first value and the `last` one known, `horizon` ticks on. */
export function driftForecast(state: Float64Array, at: number, last: number, horizon: number): number {
  const seen = state[at]!
  return seen < 2 ? last : last + (horizon * (last - state[at + 1]!)) / (seen - 1)
}

/** The value at the same place of the last season seen; the last value while the history is shorter than a season. */
export function seasonalForecast(state: Float64Array, at: number, season: number, horizon: number): number {
  const seen = state[at]!
  if (seen < season) return lastValue(state, at, season)
  return state[at + 2 + wholeRemainder(seen + horizon - 1, season)]!
}
