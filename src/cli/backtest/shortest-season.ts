import type { BacktestChoice } from './backtest-choice.ts'

/** Of the naive forecasts and of MASE; 1 for none. */
export function shortestSeason({ season }: Pick<BacktestChoice, 'season'>): number {
  return season.length === 0 ? 1 : Math.min(...season)
}
