import { TickwiseError } from '../../errors.ts'
import type { FeatureSpec } from '../../model/spec.ts'
import type { Series } from '../../training/make-forecast-sequences.ts'

export const cycles = ['day', 'week', 'year'] as const
export type Cycle = (typeof cycles)[number]

/** What the network sees beside the values that it forecasts. */
export interface BesideChoice {
  /** Columns, as far as they have come. */
  readonly with?: readonly string[] | undefined
  /** Columns whose future is known: a plan, holidays. */
  readonly known?: readonly string[] | undefined
  readonly calendar?: readonly Cycle[] | undefined
  /** Whose clocks the calendar goes by. Default UTC. */
  readonly timeZone?: string | undefined
}

const halfLife = 20
/** Waves a cycle: a day has mornings and evenings, a week has its days. */
const harmonics: Readonly<Record<Cycle, number>> = { day: 2, week: 3, year: 1 }
/** How many places ahead of a known column are looked at; the nearest horizons' where there are more. */
const mostAhead = 16

/**
 * Features of other columns, of what is known ahead and of the calendar. A column that is positive everywhere is seen by
 * its log returns, another one by its differences. Throws `INPUT_INVALID` where a tick has no time and the calendar needs it.
 */
export function besideFeatures(
  { with: beside = [], known = [], calendar = [], timeZone = 'UTC' }: BesideChoice,
  series: readonly Pick<Series, 'times' | 'columns'>[],
  horizons: readonly number[],
): FeatureSpec[] {
  if (calendar.length > 0 && series.some(({ times }) => times?.includes(undefined) !== false)) throw noTimes()
  const observed = beside.flatMap((column): FeatureSpec[] => {
    const all = series.flatMap(({ columns }) => columns?.[column] ?? [])
    const kind = all.every((value) => !(value <= 0)) ? 'log-return' : 'difference'
    const own: FeatureSpec[] = [
      { kind, lag: 1, column },
      { kind: 'deviation', halfLife, column },
    ]
    return all.some(Number.isNaN) ? [...own, { kind: 'missing', column }] : own
  })
  const ahead = [0, ...horizons].slice(0, mostAhead)
  return [
    ...observed,
    ...known.flatMap((column) => ahead.map((ticks): FeatureSpec => ({ kind: 'known', column, ahead: ticks }))),
    ...calendar.flatMap((cycle) =>
      Array.from({ length: harmonics[cycle] }, (_, n) =>
        (['sin', 'cos'] as const).map((wave): FeatureSpec => {
          return { kind: 'calendar', cycle, wave, harmonic: n + 1, zone: timeZone }
        }),
      ).flat(),
    ),
  ]
}

function noTimes(): TickwiseError {
  return new TickwiseError('INPUT_INVALID', {
    expected: 'a time in every row, which --calendar goes by',
    received: 'a file without a time column',
    action: 'Name the column with --time, or leave out --calendar.',
  })
}
