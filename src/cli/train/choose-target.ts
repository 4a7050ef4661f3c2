import type { TimedSeries } from './read-series.ts'

/** What is learned: changes of the logarithm where every value is positive, else of the value itself. */
export function chooseTarget(
  changes: 'auto' | 'log' | 'difference',
  series: readonly TimedSeries[],
): 'log-return' | 'difference' {
  if (changes !== 'auto') return changes === 'log' ? 'log-return' : 'difference'
  return series.every(({ values }) => values.every((value) => value > 0)) ? 'log-return' : 'difference'
}
