import { TickwiseError } from '../../errors.ts'
import type { TimedSeries } from './read-series.ts'

export interface PreparedSeries extends TimedSeries {
  /** Rows that stood out of order and were put in order of time. */
  readonly moved: boolean
}

/** Series in order of time, checked. Throws `INPUT_INVALID` for what a forecaster of this target can't be made from. */
export function prepareSeries(
  series: readonly TimedSeries[],
  { target, leastValues }: { readonly target: 'log-return' | 'difference'; readonly leastValues: number },
): PreparedSeries[] {
  const prepared = series.map(inOrderOfTime)
  for (const { key, values } of prepared) {
    const bad = target === 'log-return' ? values.findIndex((value) => value <= 0) : -1
    if (bad >= 0) {
      throw new TickwiseError('INPUT_INVALID', {
        expected: 'positive values, as log returns are learned',
        received: `${values[bad]} as value ${bad + 1}${key === '' ? '' : ` of key ${JSON.stringify(key)}`}`,
        action: 'Leave them out; a model of other values is trained with --changes difference.',
      })
    }
  }
  const longest = Math.max(0, ...prepared.map(({ values }) => values.length))
  if (longest >= leastValues) return prepared
  throw new TickwiseError('INPUT_INVALID', {
    expected: `at least ${leastValues} values of one key`,
    received: `${longest} at most`,
    action: 'Give a longer file; `tickwise predict` with the shipped model takes short ones.',
  })
}

function inOrderOfTime(series: TimedSeries): PreparedSeries {
  const { key, values, times } = series
  const moved = times.some((time, i) => i > 0 && time !== undefined && time < (times[i - 1] ?? time))
  if (!moved) return { ...series, moved }
  const order = times.map((_, i) => i).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b)
  return { key, values: order.map((i) => values[i]!), times: order.map((i) => times[i]), moved }
}
