import { log } from './log.ts'

// Lanczos' approximation with g = 7 and nine terms (Godfrey 2001).
const g = 7
const terms = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
]
const halfLogTwoPi = 0.9189385332046727

/** Logarithm of the gamma function for x >= 1/2; relative error about 1e-15. */
export function logGamma(x: number): number {
  let sum = 0.9999999999998099
  for (let n = 0; n < terms.length; n++) sum += terms[n]! / (x + n)
  const t = x + g - 0.5
  return halfLogTwoPi + (x - 0.5) * log(t) - t + log(sum)
}
