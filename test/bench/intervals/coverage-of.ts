import { intervalLoss } from '../../../src/evaluation/metrics/interval-score.ts'
import type { ServedInterval } from './serve-set.ts'

const windowLength = 500
const tolerance = 0.05

const isInside = ({ actual, lower, upper }: ServedInterval) => actual >= lower && actual <= upper

/** Distance of the coverage from what was asked, in points, pooled over series; the worst horizon's. */
export function worstError(intervals: ServedInterval[][][], nominal: number): number {
  return Math.max(...coverages(intervals).map((coverage) => 100 * Math.abs(coverage - nominal)))
}

/** Coverage of each horizon, pooled over series. */
export function coverages(intervals: ServedInterval[][][]): number[] {
  return intervals[0]!.map((_, h) => {
    const pooled = intervals.flatMap((ofSeries) => ofSeries[h]!)
    return pooled.filter(isInside).length / pooled.length
  })
}

/** Share in % of all windows of 500 forecasts in a row of one series, for horizons below `until`, within 5 points. */
export function windowsWithin(intervals: ServedInterval[][][], nominal: number, until: number): number {
  let [within, windows] = [0, 0]
  for (const ofSeries of intervals) {
    for (const ofHorizon of ofSeries.slice(0, until)) {
      let inside = 0
      for (let i = 0; i < ofHorizon.length; i++) {
        if (isInside(ofHorizon[i]!)) inside++
        if (i >= windowLength && isInside(ofHorizon[i - windowLength]!)) inside--
        if (i < windowLength - 1) continue
        windows++
        if (Math.abs(inside / windowLength - nominal) <= tolerance + 1e-12) within++
      }
    }
  }
  return (100 * within) / windows
}

/** Interval score over that of the network's own interval, each series counting by its forecasts; one a horizon. */
export function scoreRatios(intervals: ServedInterval[][][], nominal: number): number[] {
  return intervals[0]!.map((_, h) => {
    let [sum, count] = [0, 0]
    for (const ofSeries of intervals) {
      let [ours, network] = [0, 0]
      for (const { actual, lower, upper, networkLower, networkUpper } of ofSeries[h]!) {
        ours += intervalLoss(actual, lower, upper, nominal)
        network += intervalLoss(actual, networkLower, networkUpper, nominal)
      }
      if (network === 0) continue
      sum += (ofSeries[h]!.length * ours) / network
      count += ofSeries[h]!.length
    }
    return sum / count
  })
}
