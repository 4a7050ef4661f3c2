import { checkPairs } from './check-pairs.ts'
import { meanOver } from './mean-over.ts'

/**
 * Symmetric mean absolute percentage error as in the M4 competition, as a fraction from 0 to 2 (M4 reports it times
 * 100): the mean of 2 |y - f| / (|y| + |f|). Where both are 0 the error is 0.
 */
export function smape(actual: ArrayLike<number>, forecast: ArrayLike<number>): number {
  checkPairs(actual, forecast)
  return meanOver(actual.length, (i) => smapeTerm(actual[i]!, forecast[i]!))
}

/** One term of the mean. */
export function smapeTerm(actual: number, forecast: number): number {
  const size = Math.abs(actual) + Math.abs(forecast)
  return size === 0 ? 0 : (2 * Math.abs(actual - forecast)) / size
}
