/**
 * Activations over rows of float32 numbers, in place. Plain multiply and add only, so every machine gives the same bits. A
 * NaN comes out as a NaN. Constants are read once a row: as literals each would cost three instructions at every use.
 * Polynomials are summed in pairs, because the processor waits for the longest chain.
 */

/** What is stored gets the one canonical NaN: WebAssembly leaves its sign open, and states are compared byte by byte. */
@inline export function canonical(value: v128): v128 {
  return v128.bitselect(value, i32x4.splat(0x7fc00000), f32x4.eq(value, value))
}

/**
 * Bounds; -1 / ln 2; a number that rounds to an integer and leaves it, biased, in the low bits, ready to be shifted into the
 * exponent; then exp2f of Cephes (S. L. Moshier, netlib.org/cephes) for -0.5..0.5, from degree 6 down, and 1.
 */
const exponential: usize = memory.data<f32>([
  87.0, -87.0, -1.44269504088896341, 12583039.0,
  1.535336188319500e-4, 1.339887440266574e-3, 9.618437357674640e-3, 5.550332471162809e-2, 2.402264791363012e-1,
  6.931472028550421e-1, 1.0,
])

/**
 * 1 / (1 + e^-x), held at |x| = 87, for `vectors` times 4 numbers. Error below 1e-7; relative below 2e-7 for x > -1,
 * growing with -x to 5e-6.
 */
export function sigmoidRow(at: usize, vectors: u32): void {
  const upper = v128.load32_splat(exponential)
  const lower = v128.load32_splat(exponential, 4)
  const scale = v128.load32_splat(exponential, 8)
  const round = v128.load32_splat(exponential, 12)
  const c6 = v128.load32_splat(exponential, 16)
  const c5 = v128.load32_splat(exponential, 20)
  const c4 = v128.load32_splat(exponential, 24)
  const c3 = v128.load32_splat(exponential, 28)
  const c2 = v128.load32_splat(exponential, 32)
  const c1 = v128.load32_splat(exponential, 36)
  const one = v128.load32_splat(exponential, 40)
  for (let end = at + (<usize>vectors << 4); at < end; at += 16) {
    const y = f32x4.mul(f32x4.pmax(f32x4.pmin(v128.load(at), upper), lower), scale)
    const shifted = f32x4.add(y, round)
    const f = f32x4.sub(y, f32x4.sub(shifted, round))
    const f2 = f32x4.mul(f, f)
    const high = f32x4.add(f32x4.mul(f, c6), c5)
    const middle = f32x4.add(f32x4.mul(f, c4), c3)
    const low = f32x4.add(f32x4.mul(f, c2), c1)
    const p = f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(high, f2), middle), f2), low)
    const power = f32x4.mul(f32x4.add(f32x4.mul(p, f), one), i32x4.shl(shifted, 23))
    v128.store(at, f32x4.div(one, f32x4.add(one, power)))
  }
}

/**
 * Bounds, where the quotient is exactly 1; the numerator from degree 13 down to 1, odd; the denominator from 6 down to 0,
 * even. The coefficients are those of Eigen's generic_fast_tanh_float (MPL 2.0), which ONNX Runtime uses, too.
 */
const hyperbolic: usize = memory.data<f32>([
  8.034273147583008, -8.034273147583008,
  -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-8, 1.48572235717979e-5,
  6.37261928875436e-4, 4.89352455891786e-3,
  1.19825839466702e-6, 1.18534705686654e-4, 2.26843463243900e-3, 4.89352518554385e-3,
])

/** tanh x as an odd rational function, for `vectors` times 4 numbers. Relative error below 4e-7; never beyond 1. */
export function tanhRow(at: usize, vectors: u32): void {
  const upper = v128.load32_splat(hyperbolic)
  const lower = v128.load32_splat(hyperbolic, 4)
  const p13 = v128.load32_splat(hyperbolic, 8)
  const p11 = v128.load32_splat(hyperbolic, 12)
  const p9 = v128.load32_splat(hyperbolic, 16)
  const p7 = v128.load32_splat(hyperbolic, 20)
  const p5 = v128.load32_splat(hyperbolic, 24)
  const p3 = v128.load32_splat(hyperbolic, 28)
  const p1 = v128.load32_splat(hyperbolic, 32)
  const q6 = v128.load32_splat(hyperbolic, 36)
  const q4 = v128.load32_splat(hyperbolic, 40)
  const q2 = v128.load32_splat(hyperbolic, 44)
  const q0 = v128.load32_splat(hyperbolic, 48)
  for (let end = at + (<usize>vectors << 4); at < end; at += 16) {
    const x = f32x4.pmax(f32x4.pmin(v128.load(at), upper), lower)
    const s = f32x4.mul(x, x)
    const s2 = f32x4.mul(s, s)
    const high = f32x4.add(f32x4.mul(s, p13), p11)
    const middle = f32x4.add(f32x4.mul(s, p9), p7)
    const low = f32x4.add(f32x4.mul(s, p5), p3)
    const p = f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(high, s2), middle), s2), low)
    const numerator = f32x4.mul(x, f32x4.add(f32x4.mul(p, s), p1))
    const first = f32x4.add(f32x4.mul(s, q6), q4)
    const second = f32x4.add(f32x4.mul(s, q2), q0)
    v128.store(at, f32x4.div(numerator, f32x4.add(f32x4.mul(first, s2), second)))
  }
}

/** The first byte behind the constants: memory is free from here. */
export function firstFree(): usize {
  return __heap_base
}
