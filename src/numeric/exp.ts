/*
 * After fdlibm's e_exp.c, whose notice is:
 * Copyright (C) 2004 by Sun Microsystems, Inc. All rights reserved. Permission to use, copy, modify, and distribute
 * this software is freely granted, provided that this notice is preserved.
 */

import { leastPower, powersOfTwo } from './powers-of-two.ts'

const ln2High = 6.9314718036912381649e-1
const ln2Low = 1.90821492927058770002e-10
const log2E = 1.442695040888963387
const overflow = 7.09782712893383973096e2
const underflow = -7.4513321910194110842e2
/** From here up powers of two have all their digits. */
const leastNormal = -1021
const twoToMinus28 = 3.725290298461914e-9
const twoToMinus1000 = 9.332636185032189e-302
const twoTo1000 = 1.0715086071862673e301
const p1 = 1.66666666666666019037e-1
const p2 = -2.77777777770155933842e-3
const p3 = 6.61375632143793436117e-5
const p4 = -1.6533902205465251539e-6
const p5 = 4.13813679705723846039e-8

/**
 * e to the power of x, float64, error below one unit in the last place. Unlike `Math.exp` it gives the same bits in
 * every engine, which whatever is saved or emitted needs.
 */
export function exp(x: number): number {
  // Not a number is not below either.
  if (!(x <= overflow)) return x > overflow ? Infinity : NaN
  if (x < underflow) return 0
  if (Math.abs(x) < twoToMinus28) return 1 + x

  // x = k ln 2 + r with |r| <= ln 2 / 2; r is kept as hi - lo.
  const k = (log2E * x + (x < 0 ? -0.5 : 0.5)) | 0
  const hi = x - k * ln2High
  const lo = k * ln2Low
  const r = hi - lo
  const t = r * r
  const c = r - t * (p1 + t * (p2 + t * (p3 + t * (p4 + t * p5))))
  const y = 1 - (lo - (r * c) / (2 - c) - hi)
  if (k > 1000) return y * powersOfTwo[k - 1000 - leastPower]! * twoTo1000
  if (k >= leastNormal) return y * powersOfTwo[k - leastPower]!
  return y * powersOfTwo[k + 1000 - leastPower]! * twoToMinus1000
}
