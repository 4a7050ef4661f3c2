/**
 * Activations over rows of float32 numbers, in place. Plain multiply and add only, so every machine gives the same bits. A
 * NaN comes out as a NaN. Constants are read once a row: as literals each would cost three instructions at every use.
 */

/** What is stored gets the one canonical NaN: WebAssembly leaves its sign open, and states are compared byte by byte. */
@inline export function canonical(value: v128): v128 {
  return v128.bitselect(value, i32x4.splat(0x7fc00000), f32x4.eq(value, value))
}

/**
 * tanh x = x P(x²) / Q(x²): the bound, where the quotient is exactly 1; P from degree 3 down; Q from degree 3 down, its x⁸
 * counts once; what is added in the end (-0 changes nothing). A minimax fit of the relative error, then searched for the
 * float32 numbers with the least error as they are summed here: in pairs, because the processor waits for the longest chain.
 */
const hyperbolic: usize = memory.data<f32>([
  7.7616124,
  45.920776, 11674.363, 507901.2, 3922272.8,
  950.31146, 93816.89, 1815322.8, 3922272.8,
  -0.0,
])

/** The same for half of tanh (x / 2), which is sigmoid x - 1 / 2: every number times a power of two. */
const logistic: usize = memory.data<f32>([
  15.523225,
  45.920776, 46697.453, 8126419.0, 251025460.0,
  3801.2458, 1501070.2, 116180660.0, 1004101800.0,
  0.5,
])

/** x P(x²) / Q(x²) */
@inline function rational(x: v128, p3: v128, p2: v128, p1: v128, p0: v128, q3: v128, q2: v128, q1: v128, q0: v128): v128 {
  const s = f32x4.mul(x, x)
  const s2 = f32x4.mul(s, s)
  const p = f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(s, p3), p2), s2), f32x4.add(f32x4.mul(s, p1), p0))
  const q = f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(f32x4.add(s, q3), s), q2), s2), f32x4.add(f32x4.mul(s, q1), q0))
  return f32x4.div(f32x4.mul(p, x), q)
}

/** Replaces x by the quotient that `fit` holds, x kept inside the bound; eight numbers at once, for wide registers. */
@inline function rationalRow(at: usize, vectors: u32, fit: usize): void {
  const upper = v128.load32_splat(fit)
  const lower = f32x4.neg(upper)
  const p3 = v128.load32_splat(fit, 4)
  const p2 = v128.load32_splat(fit, 8)
  const p1 = v128.load32_splat(fit, 12)
  const p0 = v128.load32_splat(fit, 16)
  const q3 = v128.load32_splat(fit, 20)
  const q2 = v128.load32_splat(fit, 24)
  const q1 = v128.load32_splat(fit, 28)
  const q0 = v128.load32_splat(fit, 32)
  const offset = v128.load32_splat(fit, 36)
  for (let end = at + (<usize>vectors << 4); at < end; at += 32) {
    const left = f32x4.pmax(f32x4.pmin(v128.load(at), upper), lower)
    const right = f32x4.pmax(f32x4.pmin(v128.load(at, 16), upper), lower)
    const y = f32x4.add(offset, rational(left, p3, p2, p1, p0, q3, q2, q1, q0))
    const z = f32x4.add(offset, rational(right, p3, p2, p1, p0, q3, q2, q1, q0))
    v128.store(at, y)
    v128.store(at, z, 16)
  }
}

/** 1 / (1 + e^-x) for `vectors` times 4 numbers, an even number of vectors. Error below 3e-7; exactly 0 and 1 from the bound on. */
export function sigmoidRow(at: usize, vectors: u32): void {
  rationalRow(at, vectors, logistic)
}

/** tanh x for `vectors` times 4 numbers, an even number of vectors. Relative error below 6e-7; never beyond 1. */
export function tanhRow(at: usize, vectors: u32): void {
  rationalRow(at, vectors, hyperbolic)
}

/** The first byte behind the constants: memory is free from here. */
export function firstFree(): usize {
  return __heap_base
}
