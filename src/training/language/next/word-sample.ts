import { log } from '../../../numeric/log.ts'
import type { Random } from '../../../numeric/random.ts'

/**
 * Draws words for a softmax over some of them: each by itself, with a known probability p = min(1, a count^0.75), where a
 * is such that `size` are drawn on average. e^s / p summed over the drawn ones then estimates the sum over all.
 */
export class WordSample {
  /** [words] */
  readonly #chances: Float64Array
  readonly #logs: Float32Array

  constructor(counts: ArrayLike<number>, size: number) {
    const sizes = Float64Array.from({ length: counts.length }, (_, word) => {
      const root = Math.sqrt(counts[word]!)
      return root * Math.sqrt(root)
    })
    const drawn = (a: number) => sizes.reduce((sum, count) => sum + Math.min(1, a * count), 0)
    let low = 0
    let high = 1
    while (drawn(high) < Math.min(size, counts.length - 1) && high < 1e12) high *= 2
    for (let step = 0; step < 60; step++) {
      const middle = (low + high) / 2
      if (drawn(middle) < size) low = middle
      else high = middle
    }
    this.#chances = sizes.map((count) => Math.min(1, high * count))
    this.#logs = Float32Array.from(this.#chances, (chance) => (chance > 0 ? log(chance) : 0))
  }

  draw(random: Random): Int32Array {
    const words: number[] = []
    for (let word = 0; word < this.#chances.length; word++) if (random.next() < this.#chances[word]!) words.push(word)
    return Int32Array.from(words)
  }

  /** log p of a word. */
  logChance(word: number): number {
    return this.#logs[word]!
  }
}
