/** Gradients of what went through an activation, from the gradient of its result y and y itself. */

/** σ' = y (1 - y) */
@inline export function throughSigmoid(gradient: v128, y: v128): v128 {
  return f32x4.mul(gradient, f32x4.mul(y, f32x4.sub(f32x4.splat(1.0), y)))
}

/** tanh' = 1 - y² */
@inline export function throughTanh(gradient: v128, y: v128): v128 {
  return f32x4.mul(gradient, f32x4.sub(f32x4.splat(1.0), f32x4.mul(y, y)))
}
