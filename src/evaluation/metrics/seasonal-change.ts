import { TickwiseError } from '../../errors.ts'
import { meanOver } from './mean-over.ts'

/**
 * Mean of `size(change)` over the changes of a history from one season to the next (`season` ticks; 1 for none): what
 * MASE and RMSSE are in units of. Throws `INPUT_INVALID` for a history that is no longer than a season.
 */
export function seasonalChange(history: ArrayLike<number>, season: number, size: (change: number) => number): number {
  if (!Number.isInteger(season) || season < 1 || history.length <= season) {
    throw new TickwiseError('INPUT_INVALID', {
      expected: 'a whole season of 1 or more, and a history longer than it',
      received: `season ${season}, ${history.length} values`,
      action: 'Pass the values before the first forecast.',
    })
  }
  return meanOver(history.length - season, (i) => size(history[i + season]! - history[i]!))
}
