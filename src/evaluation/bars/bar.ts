/** What happened in a bar. Its `close` is what `forecast` takes. */
export interface Bar {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  /** Ticks in it; 0 for one that fills a gap. */
  readonly ticks: number
  /** When a time bar began, in milliseconds since the epoch; undefined for other bars. */
  readonly from: number | undefined
}

/** An open bar as float64 numbers: [ticks, open, high, low, close, volume, from, whether it has a beginning]. */
export const barSize = 8

export function isEmptyBar(bar: Float64Array): boolean {
  return bar[0] === 0
}

/** Takes a tick in; `from` is undefined for a bar that has no place in time. */
export function addToBar(bar: Float64Array, value: number, volume: number, from: number | undefined): void {
  if (bar[0] === 0) {
    bar[1] = bar[2] = bar[3] = value
    bar[6] = from ?? 0
    bar[7] = from === undefined ? 0 : 1
  }
  bar[0]! += 1
  bar[2] = Math.max(bar[2]!, value)
  bar[3] = Math.min(bar[3]!, value)
  bar[4] = value
  bar[5]! += volume
}

export function barOf(bar: Float64Array): Bar {
  const [ticks, open, high, low, close, volume, from] = bar as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  return { open, high, low, close, volume, ticks, from: bar[7] === 1 ? from : undefined }
}

/** A bar in which nothing happened. */
export function flatBar(close: number, from: number): Bar {
  return { open: close, high: close, low: close, close, volume: 0, ticks: 0, from }
}
