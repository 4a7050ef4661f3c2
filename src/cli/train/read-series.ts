import { source, type FileSourceOptions } from '../../../connectors/file/index.ts'
import type { Tick } from '../../stream/tick.ts'

/** The values of one key, oldest first. */
export interface TimedSeries {
  readonly key: string
  readonly values: readonly number[]
  /** Milliseconds since the epoch; undefined for a file without a time column. */
  readonly times: readonly (number | undefined)[]
}

export interface SeriesFile {
  readonly series: readonly TimedSeries[]
  /** Rows that were left out, and why the first of them was. */
  readonly refused: number
  readonly firstRefusal: string | undefined
}

export interface ReadSeriesOptions<T> {
  readonly file: FileSourceOptions<T>
  readonly value: (payload: T) => number
  readonly signal?: AbortSignal
}

/** Reads a whole file of values through the same parser as a run. Throws `INPUT_INVALID`, naming the columns there are. */
export async function readSeries<T>({ file, value, signal }: ReadSeriesOptions<T>): Promise<SeriesFile> {
  const input = source<T>(file)
  const byKey = new Map<string, { key: string; values: number[]; times: (number | undefined)[] }>()
  let refused = 0
  let firstRefusal: string | undefined
  const take = ({ key, eventTime, value: payload }: Tick<T>) => {
    let series = byKey.get(key)
    if (series === undefined) byKey.set(key, (series = { key, values: [], times: [] }))
    series.values.push(value(payload))
    series.times.push(eventTime)
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
  return { series: [...byKey.values()], refused, firstRefusal }
}
