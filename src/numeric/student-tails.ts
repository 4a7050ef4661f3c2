import { exp } from './exp.ts'
import { log } from './log.ts'
import { logGamma } from './log-gamma.ts'

/** Probability that Student's t with `degrees` of freedom is further from 0 than `t`, on either side. */
export function studentTails(t: number, degrees: number): number {
  const square = t * t
  if (!Number.isFinite(square)) return Number.isNaN(square) ? NaN : 0
  const a = degrees / 2
  const b = 0.5
  const x = degrees / (degrees + square)
  // 1 - x from its own formula: near t = 0 the difference would have no digits left.
  const rest = square / (degrees + square)
  if (rest === 0) return 1
  const front = exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log(rest))
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(a, b, x)) / a
  return 1 - (front * betaFraction(b, a, rest)) / b
}

const tiny = 1e-300
const enough = 1e-16

/** Continued fraction of the incomplete beta function, by Lentz's method. */
function betaFraction(a: number, b: number, x: number): number {
  const away = (value: number) => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m <= 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    const change = d * c
    fraction *= change
    if (Math.abs(change - 1) < enough) break
  }
  return fraction
}
