/** How many records a producer has sent to each partition: its numbering, by which a broker knows a repeat. */
export class Sequences {
  readonly #next = new Map<string, number>()

  /** The first of `count` numbers. */
  take(topic: string, partition: number, count: number): number {
    const place = `${topic}/${partition}`
    const first = this.#next.get(place) ?? 0
    // From the greatest 32-bit number it goes on at 0.
    this.#next.set(place, (first + count) % 2 ** 31)
    return first
  }
}
