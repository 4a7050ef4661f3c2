import type { Residual } from './residual-loss.ts'

/** r^2 / 2: its best constant is the mean. */
export const squared: Residual = {
  loss: (residual) => 0.5 * residual * residual,
  slope: (residual) => residual,
}
