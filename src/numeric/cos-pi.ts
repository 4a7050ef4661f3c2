/*
 * The polynomials are those of fdlibm's k_cos.c and k_sin.c, whose notice is:
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunSoft, a Sun Microsystems, Inc.
 * business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice
 * is preserved.
 */

const c1 = 4.16666666666666019037e-2
const c2 = -1.38888888888741095749e-3
const c3 = 2.48015872894767294178e-5
const c4 = -2.75573143513906633035e-7
const c5 = 2.0875723212981748279e-9
const c6 = -1.13596475577881948265e-11
const s1 = -1.66666666666666324348e-1
const s2 = 8.33333333332248946124e-3
const s3 = -1.98412698298579493134e-4
const s4 = 2.75573137070700676789e-6
const s5 = -2.50507602534068634195e-8
const s6 = 1.58969099521155010221e-10

function cosNearZero(x: number): number {
  const z = x * x
  return 1 - (0.5 * z - z * z * (c1 + z * (c2 + z * (c3 + z * (c4 + z * (c5 + z * c6))))))
}

function sinNearZero(x: number): number {
  const z = x * x
  return x + z * x * (s1 + z * (s2 + z * (s3 + z * (s4 + z * (s5 + z * s6)))))
}

/** Cosine of pi * t for t in 0..1 (half a period), within 4e-16; the same bits in every engine. */
export function cosPi(t: number): number {
  if (t <= 0.25) return cosNearZero(Math.PI * t)
  if (t < 0.75) return sinNearZero(Math.PI * (0.5 - t))
  return -cosNearZero(Math.PI * (1 - t))
}
