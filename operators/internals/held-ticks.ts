import { toJsonText } from '../../src/state/json-section.ts'
import { invalidRecord } from '../../src/state/record-error.ts'
import type { Section } from '../../src/state/section.ts'

const encoder = new TextEncoder()
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Ticks of a key that wait for their turn, by event time; of equal times the first to come is first. */
export class HeldTicks {
  readonly #id: string
  #times: number[]
  /** JSON, so that what is released is the same whether or not there was a restart. */
  #texts: string[]
  /** Ticks older than this come too late. */
  released: number

  constructor(id: string, released = -Infinity, times: number[] = [], texts: string[] = []) {
    this.#id = id
    this.released = released
    this.#times = times
    this.#texts = texts
  }

  get size(): number {
    return this.#times.length
  }

  /** Event time of the first tick to leave; Infinity for none. */
  get oldest(): number {
    return this.#times[0] ?? Infinity
  }

  /** Throws `TICK_INVALID` for what JSON can't hold. */
  textOf(tick: unknown): string {
    return toJsonText(this.#id, tick)
  }

  add(time: number, text: string): void {
    let [low, high] = [0, this.#times.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#times[middle]! <= time) low = middle + 1
      else high = middle
    }
    this.#times.splice(low, 0, time)
    this.#texts.splice(low, 0, text)
  }

  /** Hands over, in order, what is as old as `until`, and what is more than `most`. */
  releaseUntil(until: number, most: number, emit: (value: unknown) => void): void {
    let count = 0
    while (count < this.#times.length && (this.#times[count]! <= until || this.#times.length - count > most)) count++
    const newest = count > 0 ? this.#times[count - 1]! : -Infinity
    this.released = Math.max(this.released, until, newest)
    const leaving = this.#texts.splice(0, count)
    this.#times.splice(0, count)
    for (const text of leaving) emit(JSON.parse(text))
  }

  toText(): string {
    const { released } = this
    return JSON.stringify([released === -Infinity ? null : released, this.#times, this.#texts])
  }
}

export function heldTicksSection(id: string, stamp: string): Section<HeldTicks> {
  return {
    id,
    version: 1,
    stamp,
    create: () => new HeldTicks(id),
    encode: (held) => encoder.encode(held.toText()),
    decode(bytes) {
      try {
        const parts = JSON.parse(utf8.decode(bytes)) as [number | null, number[], string[]]
        const [released, times, texts] = parts
        if (times.length === texts.length) return new HeldTicks(id, released ?? undefined, times, texts)
      } catch (error) {
        throw invalidRecord(`section "${id}" of held ticks`, `${bytes.length} bytes that are none`, error)
      }
      throw invalidRecord(`section "${id}" of held ticks`, 'times and ticks that do not pair')
    },
  }
}
