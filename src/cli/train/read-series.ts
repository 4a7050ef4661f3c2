import { source, type FileSourceOptions } from '../../../connectors/file/index.ts'
import type { Tick } from '../../stream/tick.ts'

/** The values of one key, oldest first. */
export interface TimedSeries {
  readonly key: string
  readonly values: readonly number[]
  /** Rows that stood out of order were put in order of time. */
  readonly moved?: boolean
  /** Milliseconds since the epoch; undefined for a file without a time column. */
  readonly times: readonly (number | undefined)[]
  /** Other columns by name, NaN where a row has none; they go on beyond the values where rows at the end have no value. */
  readonly columns?: Readonly<Record<string, readonly number[]>> | undefined
}

interface SeriesRows {
  readonly key: string
  readonly rows: {
    readonly time: number | undefined
    readonly value: number | undefined
    readonly others: readonly number[]
  }[]
}

export interface SeriesFile {
  readonly series: readonly TimedSeries[]
  /** Rows that were left out, and why the first of them was. */
  readonly refused: number
  readonly firstRefusal: string | undefined
}

export interface ReadSeriesOptions<T> {
  readonly file: FileSourceOptions<T>
  /** Undefined for a row without: it is left out, but at the end of a key its other columns are kept. */
  readonly value: (payload: T) => number | undefined
  /** Names of other columns, and what a row has of them. */
  readonly columns?: {
    readonly names: readonly string[]
    readonly of: (payload: T, name: string) => number | undefined
  }
  readonly signal?: AbortSignal
}

/** Reads a whole file of values through the same parser as a run. Throws `INPUT_INVALID`, naming the columns there are. */
export async function readSeries<T>({ file, value, columns, signal }: ReadSeriesOptions<T>): Promise<SeriesFile> {
  const input = source<T>(file)
  const byKey = new Map<string, SeriesRows>()
  const names = columns?.names ?? []
  let refused = 0
  let firstRefusal: string | undefined
  const take = ({ key, eventTime, value: payload }: Tick<T>) => {
    let series = byKey.get(key)
    if (series === undefined) byKey.set(key, (series = { key, rows: [] }))
    series.rows.push({
      time: eventTime,
      value: value(payload),
      others: names.map((name) => columns!.of(payload, name) ?? NaN),
    })
  }
  try {
    await input.open()
    for (let ended = false; !ended;) {
      signal?.throwIfAborted()
      const event = await input.read({ maxTicks: 4096, waitMs: 1000 })
      if (event.type === 'assigned') continue
      for (const tick of event.ticks) take(tick)
      refused += event.deadLetters.length
      firstRefusal ??= event.deadLetters[0]?.message
      ended = event.ended
    }
  } finally {
    await input.close()
  }
  const series = [...byKey.values()].map((rows) => toSeries(rows, names))
  for (const { gaps } of series) {
    refused += gaps
    if (gaps > 0) firstRefusal ??= 'a row without a value'
  }
  return { series: series.map(({ gaps: _, ...one }) => one), refused, firstRefusal }
}

/** In order of time, with what comes after the last value kept of the other columns only. */
function toSeries({ key, rows }: SeriesRows, names: readonly string[]): TimedSeries & { readonly gaps: number } {
  const moved = rows.some(({ time }, i) => i > 0 && time !== undefined && time < (rows[i - 1]!.time ?? time))
  if (moved) rows.sort((a, b) => (a.time ?? 0) - (b.time ?? 0))
  const last = rows.findLastIndex(({ value }) => value !== undefined)
  const known = rows.filter(({ value }, i) => value !== undefined || i > last)
  const valued = known.filter(({ value }) => value !== undefined)
  return {
    key,
    moved,
    values: valued.map(({ value }) => value!),
    times: valued.map(({ time }) => time),
    ...(names.length === 0 ? {} : { columns: columnsOf(known, names) }),
    gaps: rows.length - known.length,
  }
}

const columnsOf = (rows: SeriesRows['rows'], names: readonly string[]) =>
  Object.fromEntries(names.map((name, n) => [name, rows.map(({ others }) => others[n]!)]))
