import { log } from '../../../numeric/log.ts'

/** Buckets that a text has features in, each once. */
export type Features = readonly number[]

/** How many texts of each class have a feature in each bucket. */
export class ClassCounts {
  readonly #classes: number
  readonly #buckets: number
  readonly #counts: Int32Array
  readonly #texts: Int32Array

  constructor(classes: number, buckets: number) {
    this.#classes = classes
    this.#buckets = buckets
    this.#counts = new Int32Array(classes * buckets)
    this.#texts = new Int32Array(classes)
  }

  /** `by` -1 takes a text out again. */
  add(features: Features, label: number, by: 1 | -1): void {
    this.#texts[label]! += by
    for (const bucket of features) this.#counts[label * this.#buckets + bucket]! += by
  }

  /**
   * Naive-Bayes log ratio of a bucket: how much more often texts of the class have it than the others do, each count
   * one too high. 0 for what was never seen, when there are as many texts on both sides.
   */
  ratio(label: number, bucket: number): number {
    let others = 0
    let otherTexts = 0
    for (let c = 0; c < this.#classes; c++) {
      if (c === label) continue
      others += this.#counts[c * this.#buckets + bucket]!
      otherTexts += this.#texts[c]!
    }
    const own = this.#counts[label * this.#buckets + bucket]!
    // Float32 is what the model's table holds.
    return Math.fround(log((own + 1) / (this.#texts[label]! + 2)) - log((others + 1) / (otherTexts + 2)))
  }
}
