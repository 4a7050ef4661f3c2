/*
 * After fdlibm's e_log.c, whose notice is:
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc.
 * business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice
 * is preserved.
 */
import { highWord } from './high-word.ts'
import { leastPower, powersOfTwo } from './powers-of-two.ts'

const ln2High = 6.9314718036912381649e-1
const ln2Low = 1.90821492927058770002e-10
const smallestNormal = 2.2250738585072014e-308
const twoTo54 = 18014398509481984
const l1 = 6.66666666666673513e-1
const l2 = 3.999999999940941908e-1
const l3 = 2.857142874366239149e-1
const l4 = 2.222219843214978396e-1
const l5 = 1.818357216161805012e-1
const l6 = 1.531383769920937332e-1
const l7 = 1.479819860511658591e-1

/**
 * Natural logarithm, float64, error below one unit in the last place; -Infinity at zero, NaN below. Unlike `Math.log`
 * it gives the same bits in every engine.
 */
export function log(x: number): number {
  if (x >= smallestNormal && x < Infinity) return logOf(x, 0)
  if (x === 0) return -Infinity
  if (x === Infinity) return Infinity
  return x > 0 ? logOf(x * twoTo54, 54) : NaN
}

/** Of `scaled` / 2^below; `scaled` has all its digits. */
function logOf(scaled: number, below: number): number {
  const highest = highWord(scaled)
  const word = highest & 0xfffff
  const exponent = (highest >> 20) - 1023 + ((word + 0x95f64) >> 20)

  // x = 2^k (1 + f) with sqrt(2)/2 < 1 + f < sqrt(2).
  const k = exponent - below
  const f = scaled * powersOfTwo[-exponent - leastPower]! - 1
  const high = k * ln2High
  const low = k * ln2Low
  if ((0xfffff & (2 + word)) < 3) {
    if (f === 0) return high + low
    const rest = f * f * (0.5 - 0.33333333333333333 * f)
    return high - (rest - low - f)
  }
  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const r = z * (l1 + w * (l3 + w * (l5 + w * l7))) + w * (l2 + w * (l4 + w * l6))
  if (((word - 0x6147a) | (0x6b851 - word)) > 0) {
    const half = 0.5 * f * f
    return high - (half - (s * (half + r) + low) - f)
  }
  return high - (s * (f - r) - low - f)
}
