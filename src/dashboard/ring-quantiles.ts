/** The last measurements, and how they are spread. */
export class RingQuantiles {
  readonly #ring: Float64Array
  #count = 0

  constructor(size: number) {
    this.#ring = new Float64Array(size)
  }

  /** Measurements so far, those that are no longer kept included. */
  get count(): number {
    return this.#count
  }

  add(value: number): void {
    this.#ring[this.#count % this.#ring.length] = value
    this.#count += 1
  }

  /** The measurement below which a share of those kept lies; NaN before the first. */
  at(shares: readonly number[]): number[] {
    const kept = this.#ring.slice(0, Math.min(this.#count, this.#ring.length)).sort()
    return shares.map((share) => kept[Math.min(kept.length - 1, Math.floor(share * kept.length))] ?? NaN)
  }
}
