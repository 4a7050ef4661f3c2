import type { Residual } from './residual-loss.ts'

/** Quantile loss: (1 - level) r above the target, level |r| below; its best constant is that quantile. */
export function pinball(level: number): Residual {
  return {
    loss: (residual) => (residual >= 0 ? (1 - level) * residual : -level * residual),
    slope: (residual) => (residual >= 0 ? 1 - level : -level),
  }
}
