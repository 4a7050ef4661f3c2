import { checkPairs } from './check-pairs.ts'
import { topClass } from './top-class.ts'

/**
 * Expected calibration error (Guo et al. 2017): how far the confidence in the top class is from how often it is right,
 * in `bins` equal bins of confidence (lower end excluded), weighted by their counts; 0 to 1.
 *
 * @param actual class indices
 * @param probabilities [actual][class]
 */
export function expectedCalibrationError(
  actual: ArrayLike<number>,
  probabilities: ArrayLike<ArrayLike<number>>,
  bins = 15,
): number {
  checkPairs(actual, probabilities)
  const gaps = new Float64Array(bins)
  for (let i = 0; i < actual.length; i++) {
    const top = topClass(probabilities[i]!)
    const confidence = probabilities[i]![top]!
    gaps[calibrationBin(confidence, bins)]! += (top === actual[i] ? 1 : 0) - confidence
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / actual.length
}

export function calibrationBin(confidence: number, bins: number): number {
  return Math.max(0, Math.min(bins, Math.ceil(confidence * bins)) - 1)
}
