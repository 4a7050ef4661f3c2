import { checkPairs } from './check-pairs.ts'
import { meanOver } from './mean-over.ts'

/** Root of the mean squared error, in units of the value. */
export function rmse(actual: ArrayLike<number>, forecast: ArrayLike<number>): number {
  checkPairs(actual, forecast)
  return Math.sqrt(
    meanOver(actual.length, (i) => {
      const error = actual[i]! - forecast[i]!
      return error * error
    }),
  )
}
