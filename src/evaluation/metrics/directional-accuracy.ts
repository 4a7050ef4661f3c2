import { checkPairs } from './check-pairs.ts'
import { wilsonInterval } from './wilson-interval.ts'

export interface DirectionalAccuracy {
  /** Share of moves whose direction was forecast, 0 to 1; NaN where nothing moved. */
  readonly accuracy: number
  /** Wilson's interval of the accuracy; one that holds 0.5 shows no skill. */
  readonly lower: number
  readonly upper: number
  /** Actuals that differ from the last value; the others have no direction and are left out. */
  readonly moves: number
}

/**
 * How often forecasts say the right direction from the last value. A forecast of no move is wrong about every move.
 * Overlapping forecasts (a horizon above 1) depend on each other, which makes the interval too narrow.
 */
export function directionalAccuracy(
  actual: ArrayLike<number>,
  forecast: ArrayLike<number>,
  last: ArrayLike<number>,
  confidence = 0.95,
): DirectionalAccuracy {
  checkPairs(actual, forecast, last)
  let moves = 0
  let hits = 0
  for (let i = 0; i < actual.length; i++) {
    const move = Math.sign(actual[i]! - last[i]!)
    if (move === 0) continue
    moves++
    if (Math.sign(forecast[i]! - last[i]!) === move) hits++
  }
  const [lower, upper] = wilsonInterval(hits, moves, confidence)
  return { accuracy: hits / moves, lower, upper, moves }
}
