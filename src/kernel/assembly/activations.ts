/**
 * Activations on four float32 lanes. Plain multiply and add only, so every machine gives the same bits. A NaN comes out
 * as the one canonical NaN: WebAssembly leaves its sign open, and states are compared byte by byte.
 */

@inline export function canonical(value: v128): v128 {
  return v128.bitselect(value, i32x4.splat(0x7fc00000), f32x4.eq(value, value))
}

/**
 * e^x for |x| <= 87: range reduction and polynomial of expf in Cephes (S. L. Moshier, netlib.org/cephes). Adding
 * 1.5 * 2^23 rounds x / ln 2 to an integer that sits in the low bits, ready to be shifted into the exponent.
 */
@inline function exp(x: v128): v128 {
  const shifted = f32x4.add(f32x4.mul(x, f32x4.splat(1.44269504088896341)), f32x4.splat(12582912.0))
  const n = f32x4.sub(shifted, f32x4.splat(12582912.0))
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)))
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.12194440e-4)))
  let p = f32x4.add(f32x4.mul(r, f32x4.splat(1.9875691500e-4)), f32x4.splat(1.3981999507e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1))
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1.0))
  return i32x4.add(p, i32x4.shl(shifted, 23))
}

/** 1 / (1 + e^-x); relative error below 3e-7, held at |x| = 87. */
@inline export function sigmoid(x: v128): v128 {
  const held = f32x4.pmax(f32x4.splat(-87.0), f32x4.pmin(f32x4.splat(87.0), x))
  const y = f32x4.div(f32x4.splat(1.0), f32x4.add(f32x4.splat(1.0), exp(f32x4.neg(held))))
  return v128.bitselect(y, i32x4.splat(0x7fc00000), f32x4.eq(x, x))
}

/**
 * tanh x as an odd rational function of degree 13 over 6, held where float32 rounds to 1: the coefficients of Eigen's
 * generic_fast_tanh_float (MPL 2.0, G. Guennebaud and others), also used by ONNX Runtime. Relative error below 5e-7.
 */
@inline export function tanh(x: v128): v128 {
  const held = f32x4.pmax(f32x4.splat(-7.90531110763549805), f32x4.pmin(f32x4.splat(7.90531110763549805), x))
  const s = f32x4.mul(held, held)
  let p = f32x4.add(f32x4.mul(s, f32x4.splat(-2.76076847742355e-16)), f32x4.splat(2.00018790482477e-13))
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(-8.60467152213735e-11))
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(5.12229709037114e-8))
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(1.48572235717979e-5))
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(6.37261928875436e-4))
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(4.89352455891786e-3))
  let q = f32x4.add(f32x4.mul(s, f32x4.splat(1.19825839466702e-6)), f32x4.splat(1.18534705686654e-4))
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(2.26843463243900e-3))
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(4.89352518554385e-3))
  const y = f32x4.div(f32x4.mul(held, p), q)
  const bounded = f32x4.pmax(f32x4.splat(-1.0), f32x4.pmin(f32x4.splat(1.0), y))
  return v128.bitselect(bounded, i32x4.splat(0x7fc00000), f32x4.eq(x, x))
}

/** For tests: applies an activation to `count` numbers, a multiple of 4, in place. */
export function applySigmoid(at: usize, count: u32): void {
  for (let end = at + (<usize>count << 2); at < end; at += 16) v128.store(at, sigmoid(v128.load(at)))
}

export function applyTanh(at: usize, count: u32): void {
  for (let end = at + (<usize>count << 2); at < end; at += 16) v128.store(at, tanh(v128.load(at)))
}
