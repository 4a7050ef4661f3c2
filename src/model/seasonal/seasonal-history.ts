/** A ring of a key's last values inside its state. One serves many keys, one `add` at a time. */
export class SeasonalHistory {
  readonly length: number
  /** Values known, the one of now included. */
  known = 0
  readonly #at: number
  #state: Float64Array = new Float64Array(0)
  #slot = 0

  /** @param at index of the ring in the key's state */
  constructor(at: number, length: number) {
    this.#at = at
    this.length = length
  }

  /** Takes in the value after `count` others. */
  add(state: Float64Array, count: number, x: number): void {
    this.#state = state
    this.#slot = (count % this.length) | 0
    this.known = count + 1
    state[this.#at + this.#slot] = x
  }

  /** The value of `lag` ticks ago, 0 for now; for lags below `known` and `length`. */
  past(lag: number): number {
    const slot = this.#slot - lag
    return this.#state[this.#at + (slot < 0 ? slot + this.length : slot)]!
  }

  /** Mean of the last `window` values, and their mean distance from it, which is at least `least` unless all are equal. */
  spread(window: number, least: number): { level: number; scale: number } {
    const ticks = Math.min(window, this.known)
    // Relative to the value of now, so that equal values have a distance of exactly 0.
    const now = this.past(0)
    let sum = 0
    for (let lag = 0; lag < ticks; lag++) sum += this.past(lag) - now
    const level = now + sum / ticks
    let distance = 0
    for (let lag = 0; lag < ticks; lag++) distance += Math.abs(this.past(lag) - level)
    const scale = distance / ticks
    return { level, scale: ticks < 2 ? 0 : Math.max(scale, least) }
  }
}
