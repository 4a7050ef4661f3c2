import type { Tick } from '../../stream/tick.ts'

/** Moves the times of every further round behind those of the round before, so that time never goes back. */
export class TimeShift {
  #shiftMs = 0
  #ticks = 0
  #first = Infinity
  #last = -Infinity

  apply<T>(ticks: readonly Tick<T>[]): readonly Tick<T>[] {
    const times = ticks.map(({ eventTime }) => eventTime).filter((time) => time !== undefined)
    this.#ticks += times.length
    for (const time of times) {
      this.#first = Math.min(this.#first, time)
      this.#last = Math.max(this.#last, time)
    }
    if (this.#shiftMs === 0) return ticks
    return ticks.map((tick) =>
      tick.eventTime === undefined ? tick : { ...tick, eventTime: tick.eventTime + this.#shiftMs },
    )
  }

  /** The next round begins one average step after the last tick of this one. */
  endRound(): void {
    const spanMs = this.#last - this.#first
    if (this.#ticks > 0) this.#shiftMs += spanMs + Math.max(1, Math.round(spanMs / Math.max(1, this.#ticks - 1)))
    this.#ticks = 0
    this.#first = Infinity
    this.#last = -Infinity
  }
}
