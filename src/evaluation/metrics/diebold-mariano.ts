import { studentTails } from '../../numeric/student-tails.ts'
import { checkPairs } from './check-pairs.ts'
import { meanOver } from './mean-over.ts'

export interface DieboldMariano {
  /** Corrected statistic; negative when the first forecast lost less. NaN where losses never differ. */
  readonly statistic: number
  /** Two-sided, from Student's t with n - 1 degrees of freedom. */
  readonly pValue: number
}

/**
 * Test of equal accuracy (Diebold and Mariano 1995) of two forecasts by their losses, made `horizon` ticks ahead, with
 * the correction for small samples of Harvey, Leybourne and Newbold (1997). Autocovariances up to lag horizon - 1 count
 * in full; where they add up to nothing positive, the variance alone is used.
 */
export function dieboldMariano(losses: ArrayLike<number>, otherLosses: ArrayLike<number>, horizon = 1): DieboldMariano {
  checkPairs(losses, otherLosses)
  const count = losses.length
  const difference = (i: number) => losses[i]! - otherLosses[i]!
  const mean = meanOver(count, difference)
  const covariances: number[] = []
  for (let lag = 0; lag < Math.min(horizon, count); lag++) {
    let sum = 0
    for (let i = lag; i < count; i++) sum += (difference(i) - mean) * (difference(i - lag) - mean)
    covariances.push(sum / count)
  }
  return correctedTest(mean, covariances, count, horizon)
}

/** The test from the mean difference of losses and its autocovariances, lag 0 first. */
export function correctedTest(
  mean: number,
  covariances: ArrayLike<number>,
  count: number,
  horizon: number,
): DieboldMariano {
  const own = covariances[0] ?? 0
  let sum = own
  for (let lag = 1; lag < covariances.length; lag++) sum += 2 * covariances[lag]!
  const variance = (sum > 0 ? sum : own) / count
  const correction = (count + 1 - 2 * horizon + (horizon * (horizon - 1)) / count) / count
  if (!(variance > 0) || !(correction > 0) || count < 2) return { statistic: NaN, pValue: NaN }
  const statistic = (mean / Math.sqrt(variance)) * Math.sqrt(correction)
  return { statistic, pValue: studentTails(statistic, count - 1) }
}
