import type { Residual } from './residual-loss.ts'

/** r^2 / 2 up to `delta`, a line from there: outliers pull with a bounded force. */
export function huber(delta: number): Residual {
  return {
    loss(residual) {
      const size = Math.abs(residual)
      return size <= delta ? 0.5 * residual * residual : delta * (size - 0.5 * delta)
    },
    slope: (residual) => Math.max(-delta, Math.min(delta, residual)),
  }
}
