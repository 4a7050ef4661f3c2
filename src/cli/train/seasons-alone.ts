import { TickwiseError } from '../../errors.ts'
import type { BesideChoice } from './beside-features.ts'

/** A seasonal model sees nothing beside its values. Throws `CONFIG_INVALID` where something else is asked of it. */
export function seasonsAlone({
  season,
  with: beside = [],
  known = [],
  calendar = [],
}: BesideChoice & { readonly season: readonly number[] }): void {
  if (season.length === 0 || beside.length + known.length + calendar.length === 0) return
  throw new TickwiseError('CONFIG_INVALID', {
    expected: '--season alone: its network chooses between forecasts made of the values',
    received: '--season with --with, --known or --calendar',
    action: 'Leave out --season, or what is beside it; `tickwise backtest` says which does better.',
  })
}
