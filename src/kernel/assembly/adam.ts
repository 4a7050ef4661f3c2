/** Two float32 numbers as float64. */
@inline function two(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at))
}

@inline function storeTwo(at: usize, value: v128): void {
  v128.store64_lane(at, f32x4.demote_f64x2_zero(value), 0)
}

/**
 * One update of `count` parameters, an even number, and of their two moments; `src/training/optimisers/adam.ts` has the
 * formula. Each number is computed in float64, in the order of the formula, and rounded once.
 */
export function adamStep(
  count: u32, parameters: usize, gradients: usize, first: usize, second: usize,
  beta1: f64, beta2: f64, firstScale: f64, secondScale: f64, rate: f64, epsilon: f64, kept: f64,
): void {
  const b1 = f64x2.splat(beta1)
  const b2 = f64x2.splat(beta2)
  const new1 = f64x2.splat(1 - beta1)
  const new2 = f64x2.splat(1 - beta2)
  const scale1 = f64x2.splat(firstScale)
  const scale2 = f64x2.splat(secondScale)
  const rates = f64x2.splat(rate)
  const epsilons = f64x2.splat(epsilon)
  const stays = f64x2.splat(kept)
  for (let at: usize = 0, end = <usize>count << 2; at < end; at += 8) {
    const g = two(gradients + at)
    const m = f64x2.add(f64x2.mul(b1, two(first + at)), f64x2.mul(new1, g))
    const v = f64x2.add(f64x2.mul(b2, two(second + at)), f64x2.mul(f64x2.mul(new2, g), g))
    const size = f64x2.add(f64x2.sqrt(f64x2.mul(v, scale2)), epsilons)
    const step = f64x2.div(f64x2.mul(f64x2.mul(rates, m), scale1), size)
    storeTwo(first + at, m)
    storeTwo(second + at, v)
    storeTwo(parameters + at, f64x2.sub(f64x2.mul(stays, two(parameters + at)), step))
  }
}
