import type { Frame } from '../../dashboard/frame.ts'

/** The latest frame of a key and its last values, in a ring that never grows. */
export class KeyHistory {
  static readonly most = 256
  readonly #ring = new Float64Array(KeyHistory.most)
  #ticks = 0
  latest: Frame

  constructor(first: Frame) {
    this.latest = first
    this.push(first)
  }

  push(frame: Frame): void {
    this.#ring[this.#ticks % KeyHistory.most] = frame.value
    this.#ticks += 1
    this.latest = frame
  }

  /** The last `count` values or fewer, the newest last. */
  last(count: number): number[] {
    const length = Math.min(count, this.#ticks, KeyHistory.most)
    return Array.from({ length }, (_, i) => this.#ring[(this.#ticks - length + i) % KeyHistory.most] as number)
  }
}
