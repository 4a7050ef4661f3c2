import { exp } from '../numeric/exp.ts'
import { log } from '../numeric/log.ts'

export type ChangeKind = 'log-return' | 'difference'

/**
 * Where 80 % of next changes lay after histories too short for a network, learned from training data: ends of the
 * band in units of `shortScale`, one pair for each number of changes known, from 0.
 */
export interface ShortHistory {
  readonly kind: ChangeKind
  /** Mean size of a change over all series, each counting the same. */
  readonly typical: number
  readonly bands: readonly (readonly [low: number, high: number])[]
}

const levels = [0.1, 0.9] as const
/** The typical size of a change counts as much as so many changes seen. */
const typicalWeight = 2

/** Learns the bands for 0 to `mostChanges` known changes from series of values (positive ones for log returns). */
export function fitShortHistory(
  series: readonly (readonly number[])[],
  kind: ChangeKind,
  mostChanges: number,
): ShortHistory {
  const changes = series.map((values) => changesOf(values, kind)).filter(({ length }) => length > mostChanges)
  const typical = mean(changes.map((own) => mean(own.map(Math.abs))))
  const bands: [number, number][] = []
  for (let known = 0; known <= mostChanges; known++) {
    const scaled: number[] = []
    for (const own of changes) {
      for (let next = known; next < own.length; next++) {
        const scale = shortScale(typical, own.slice(next - known, next))
        if (scale > 0) scaled.push(own[next]! / scale)
      }
    }
    bands.push(ends(scaled))
  }
  return { kind, typical, bands }
}

/** The band of the next value; the longest history learned is used where more is known. */
export function shortHistoryBand({ kind, typical, bands }: ShortHistory, values: readonly number[]): [number, number] {
  const known = Math.min(values.length, bands.length) - 1
  const scale = shortScale(typical, changesOf(values.slice(-known - 1), kind))
  const last = values.at(-1)!
  const toValue = (end: number) => (kind === 'log-return' ? last * exp(end * scale) : last + end * scale)
  const [low, high] = bands[known]!
  return [toValue(low), toValue(high)]
}

function changesOf(values: readonly number[], kind: ChangeKind): number[] {
  const levels = kind === 'log-return' ? values.map(log) : values
  return levels.slice(1).map((level, i) => level - levels[i]!)
}

/** Mean size of the changes seen and of the typical one: all there is to go by when few are known. */
function shortScale(typical: number, changes: readonly number[]): number {
  const seen = changes.reduce((sum, change) => sum + Math.abs(change), 0)
  return (typicalWeight * typical + seen) / (typicalWeight + changes.length)
}

/** Rounded, so that a model file stays small. */
function ends(values: readonly number[]): [number, number] {
  const sorted = Float64Array.from(values).sort()
  const [low, high] = levels.map((level) =>
    Number((sorted[Math.floor(level * (sorted.length - 1))] ?? 0).toPrecision(6)),
  )
  return [low!, high!]
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
