import type { MemoryTick } from '../../../connectors/memory/index.ts'
import type { TimedSeries } from '../train/read-series.ts'

/** A row of a file: its series, and its place there. */
export interface SeriesTick {
  readonly series: TimedSeries
  readonly index: number
}

/**
 * The values of all keys as one stream: by their times, or the first of every key, then the second. Files often have one
 * key after the other, and what is held out has to be the newest of all.
 */
export function inOrderOfTime(all: readonly TimedSeries[]): MemoryTick<SeriesTick>[] {
  const ticks = all.flatMap((series) =>
    series.values.map((_, index) => {
      const eventTime = series.times[index]
      const tick = { key: series.key, value: { series, index }, ...(eventTime !== undefined && { eventTime }) }
      return { place: eventTime ?? index, tick }
    }),
  )
  return ticks.sort((a, b) => a.place - b.place).map(({ tick }) => tick)
}
