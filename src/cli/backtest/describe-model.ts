import type { Model } from '../../model/model.ts'
import type { BacktestChoice } from './backtest-choice.ts'

/** What makes the forecasts, in words. `fixed`: the model was trained before, not at the origins. */
export function describeModel(choice: BacktestChoice, { spec }: Model, fixed: boolean): string {
  const { layers, name, input } = spec
  const cells = layers
    .map(({ cell, hidden, layerNorm }) => `${cell.toUpperCase()} ${hidden}${layerNorm ? ' (layer norm)' : ''}`)
    .join(', ')
  const seen = [...choice.with, ...choice.known, ...choice.calendar]
  const parts = [
    fixed ? `Model ${name} (${cells}), trained before` : `${cells}, trained anew at every origin`,
    ...(input.kind === 'seasonal' ? ['between seasonal candidates'] : []),
    ...(seen.length > 0 && !fixed ? [`beside it ${seen.join(', ')}`] : []),
    ...(choice.blend ? ['blended with naive forecasts'] : []),
    ...(choice.calibrate ? ['intervals calibrated'] : []),
  ]
  return parts.join(', ')
}

/** What the intervals promise to hold; NaN for a network without quantiles. */
export function promisedBy({ calibrate, coverage }: BacktestChoice, { spec: { head } }: Model): number {
  if (calibrate) return coverage
  return head.kind === 'forecast' ? between(head.quantiles) : NaN
}

/** Of quantiles at these levels. */
export function between(levels: readonly number[]): number {
  return levels.length > 1 ? Number((levels.at(-1)! - levels[0]!).toPrecision(12)) : NaN
}
