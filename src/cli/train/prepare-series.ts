import { TickwiseError } from '../../errors.ts'
import type { TimedSeries } from './read-series.ts'

export type PreparedSeries = TimedSeries

/** Series that are checked. Throws `INPUT_INVALID` for what a forecaster of this target can't be made from. */
export function prepareSeries(
  series: readonly TimedSeries[],
  { target, leastValues }: { readonly target: 'log-return' | 'difference'; readonly leastValues: number },
): readonly PreparedSeries[] {
  for (const { key, values } of series) {
    const bad = target === 'log-return' ? values.findIndex((value) => value <= 0) : -1
    if (bad >= 0) {
      throw new TickwiseError('INPUT_INVALID', {
        expected: 'positive values, as log returns are learned',
        received: `${values[bad]} as value ${bad + 1}${key === '' ? '' : ` of key ${JSON.stringify(key)}`}`,
        action: 'Leave them out; a model of other values is trained with --changes difference.',
      })
    }
  }
  const longest = Math.max(0, ...series.map(({ values }) => values.length))
  if (longest >= leastValues) return series
  throw new TickwiseError('INPUT_INVALID', {
    expected: `at least ${leastValues} values of one key`,
    received: `${longest} at most`,
    action: 'Give a longer file; `tickwise predict` with the shipped model takes short ones.',
  })
}
