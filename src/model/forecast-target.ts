import { exp } from '../numeric/exp.ts'
import { log } from '../numeric/log.ts'
import type { ChangeUnit } from './features/feature.ts'

/**
 * What the network should put out for a value `horizon` ticks ahead: the change from `level`, over scale *
 * sqrt(horizon), which is how a random walk spreads. `scale` is the extractor's from before the tick's update.
 */
export function encodeForecastTarget(unit: ChangeUnit, future: number, level: number, scale: number, horizon: number) {
  const change = unit === 'log-return' ? log(future) - log(level) : future - level
  return change / (scale * Math.sqrt(horizon))
}

/** The value that a network's output stands for; the inverse of `encodeForecastTarget`. */
export function decodeForecastTarget(unit: ChangeUnit, output: number, level: number, scale: number, horizon: number) {
  const change = output * scale * Math.sqrt(horizon)
  return unit === 'log-return' ? level * exp(change) : level + change
}
