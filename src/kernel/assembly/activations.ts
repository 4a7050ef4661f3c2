/**
 * Activations on four float32 lanes. Plain multiply and add only, so every machine gives the same bits. A NaN comes out
 * as a NaN. Constants are broadcast from memory: as literals each costs three instructions at every use.
 */

/** What is stored gets the one canonical NaN: WebAssembly leaves its sign open, and states are compared byte by byte. */
@inline export function canonical(value: v128): v128 {
  return v128.bitselect(value, i32x4.splat(0x7fc00000), f32x4.eq(value, value))
}

/**
 * e^-x by range reduction and the polynomial of expf in Cephes (S. L. Moshier, netlib.org/cephes), signs turned for -x:
 * bounds; -1 / ln 2; a number that rounds to an integer and leaves it, biased, in the low bits; ln 2 in two parts; the
 * polynomial; 1.
 */
const exponential: usize = memory.data<f32>([
  87.0, -87.0, -1.44269504088896341, 12583039.0, 0.693359375, -2.12194440e-4,
  -1.9875691500e-4, 1.3981999507e-3, -8.3334519073e-3, 4.1665795894e-2, -1.6666665459e-1, 5.0000001201e-1, 1.0,
])

@inline function e(n: usize): v128 {
  return v128.load32_splat(exponential + (n << 2))
}

/** 1 / (1 + e^-x); relative error below 2e-7, held at |x| = 87. */
@inline export function sigmoid(x: v128): v128 {
  const held = f32x4.pmax(f32x4.pmin(x, e(0)), e(1))
  const shifted = f32x4.add(f32x4.mul(held, e(2)), e(3))
  const n = f32x4.sub(shifted, e(3))
  const r = f32x4.add(f32x4.add(held, f32x4.mul(n, e(4))), f32x4.mul(n, e(5)))
  let p = f32x4.add(f32x4.mul(r, e(6)), e(7))
  p = f32x4.add(f32x4.mul(p, r), e(8))
  p = f32x4.add(f32x4.mul(p, r), e(9))
  p = f32x4.add(f32x4.mul(p, r), e(10))
  p = f32x4.add(f32x4.mul(p, r), e(11))
  p = f32x4.add(f32x4.sub(f32x4.mul(p, f32x4.mul(r, r)), r), e(12))
  return f32x4.div(e(12), f32x4.add(e(12), f32x4.mul(p, i32x4.shl(shifted, 23))))
}

/**
 * The coefficients of Eigen's generic_fast_tanh_float (MPL 2.0, G. Guennebaud and others), also used by ONNX Runtime:
 * bounds; the numerator from degree 13 down to 1, odd; the denominator from 6 down to 0, even.
 */
const hyperbolic: usize = memory.data<f32>([
  7.90531110763549805, -7.90531110763549805,
  -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-8, 1.48572235717979e-5,
  6.37261928875436e-4, 4.89352455891786e-3,
  1.19825839466702e-6, 1.18534705686654e-4, 2.26843463243900e-3, 4.89352518554385e-3,
])

@inline function t(n: usize): v128 {
  return v128.load32_splat(hyperbolic + (n << 2))
}

/** tanh x as an odd rational function, held where float32 rounds to 1. Relative error below 4e-7. */
@inline export function tanh(x: v128): v128 {
  const held = f32x4.pmax(f32x4.pmin(x, t(0)), t(1))
  const s = f32x4.mul(held, held)
  let p = f32x4.add(f32x4.mul(s, t(2)), t(3))
  p = f32x4.add(f32x4.mul(p, s), t(4))
  p = f32x4.add(f32x4.mul(p, s), t(5))
  p = f32x4.add(f32x4.mul(p, s), t(6))
  p = f32x4.add(f32x4.mul(p, s), t(7))
  p = f32x4.add(f32x4.mul(p, s), t(8))
  let q = f32x4.add(f32x4.mul(s, t(9)), t(10))
  q = f32x4.add(f32x4.mul(q, s), t(11))
  q = f32x4.add(f32x4.mul(q, s), t(12))
  return f32x4.div(f32x4.mul(held, p), q)
}

/** For tests: applies an activation to `count` numbers, a multiple of 4, in place. */
export function applySigmoid(at: usize, count: u32): void {
  for (let end = at + (<usize>count << 2); at < end; at += 16) v128.store(at, canonical(sigmoid(v128.load(at))))
}

export function applyTanh(at: usize, count: u32): void {
  for (let end = at + (<usize>count << 2); at < end; at += 16) v128.store(at, canonical(tanh(v128.load(at))))
}

/** The first byte behind the constants: memory is free from here. */
export function firstFree(): usize {
  return __heap_base
}
