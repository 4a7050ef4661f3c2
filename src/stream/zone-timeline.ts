import type { Zone } from './zone.ts'

const day = 86_400_000

/** tzdb has no local time other than the mean time of the place before 1844. */
const firstMs = Date.UTC(1844, 0, 1)

/** Where the tables end, in local time: their rules are written out up to the end of 2499. */
const endMs = Date.UTC(2500, 0, 1)

/** Shorter than the shortest time between two changes in any zone, which is 6.9 days. */
const step = 5 * day

/**
 * All changes of a zone's offset as two rising tables, so that a lookup is a comparison where times rise and a binary
 * search where they don't. A local time that occurs twice, because clocks were set back, is the earlier moment. One
 * that clocks skipped has no UTC; a day that begins with skipped time begins when its clocks do.
 */
export class ZoneTimeline implements Zone {
  readonly #name: string
  /** Local time at which each period begins, on the clocks of the period. */
  readonly #from: number[] = [-Infinity]
  /** Local time at which each period ends, on the clocks of the period. */
  readonly #until: number[] = []
  /** Milliseconds ahead of UTC. */
  readonly #offsets: number[]
  #last = 0

  /** `offsetAt` gives the milliseconds ahead of UTC at a moment. */
  constructor(name: string, offsetAt: (utcMs: number) => number) {
    this.#name = name
    let offset = offsetAt(firstMs)
    this.#offsets = [offset]
    for (let ms = firstMs; ms < endMs; ms += step) {
      const next = offsetAt(ms + step)
      if (next === offset) continue
      const change = firstWith(next, offsetAt, ms, ms + step)
      this.#until.push(change + offset)
      this.#from.push(change + next)
      this.#offsets.push(next)
      offset = next
    }
    this.#until.push(endMs)
  }

  toUtc(localMs: number, wholeDay: boolean): number {
    const period = this.#find(localMs)
    const from = this.#from[period] ?? NaN
    const offset = this.#offsets[period] ?? NaN
    if (localMs >= from) return localMs - offset
    // A whole day that was skipped, as at the date line, has no first moment.
    return wholeDay && from < localMs + day ? from - offset : NaN
  }

  toLocal(utcMs: number): number {
    // Moments rise from period to period, as local times do.
    let low = 0
    let high = this.#offsets.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (utcMs < (this.#until[middle] ?? NaN) - (this.#offsets[middle] ?? NaN)) high = middle
      else low = middle + 1
    }
    return utcMs + (this.#offsets[low] ?? NaN)
  }

  problem(localMs: number): string {
    if (localMs >= endMs) return `later than the rules of ${this.#name} reach, the year 2499`
    const period = this.#find(localMs)
    const [before, after] = [this.#until[period - 1] ?? NaN, this.#from[period] ?? NaN]
    return `a time that ${this.#name} skipped: its clocks went from ${clock(before)} to ${clock(after)}`
  }

  /** The first period that ends after a local time; one past the last where none does. */
  #find(localMs: number): number {
    const last = this.#last
    if (localMs < (this.#until[last] ?? NaN) && localMs >= (this.#until[last - 1] ?? -Infinity)) return last
    let low = 0
    let high = this.#until.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (localMs < (this.#until[middle] ?? NaN)) high = middle
      else low = middle + 1
    }
    this.#last = low
    return low
  }
}

/** The first millisecond with an offset, between one without and one with it. */
function firstWith(offset: number, offsetAt: (utcMs: number) => number, without: number, having: number): number {
  while (having - without > 1) {
    const middle = Math.floor((without + having) / 2)
    if (offsetAt(middle) === offset) having = middle
    else without = middle
  }
  return having
}

function clock(localMs: number): string {
  return new Date(localMs).toISOString().slice(0, 19)
}
