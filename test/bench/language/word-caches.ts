import type { NextLook } from '../../../src/training/language/next/score-next.ts'

/** What a cache adds to a network's chances: where it looks, and how much of the probability it has. */
export interface CacheSettings {
  /** Of the last 500 words, each as likely as it was frequent. */
  readonly unigram: { readonly share: number }
  /** Of the last 1,000 hidden states: the words that came after states like the one now (Grave and others 2016). */
  readonly neural: { readonly share: number; readonly sharpness: number }
}

export const unigramWords = 500
export const neuralWords = 1000

/** The last words of a text, counted. */
export class UnigramCache {
  readonly #counts: Float64Array
  readonly #recent: number[] = []

  constructor(vocabulary: number) {
    this.#counts = new Float64Array(vocabulary)
  }

  add(word: number): void {
    this.#recent.push(word)
    this.#counts[word]!++
    if (this.#recent.length > unigramWords) this.#counts[this.#recent.shift()!]!--
  }

  chanceOf(word: number): number {
    return this.#recent.length === 0 ? 0 : this.#counts[word]! / this.#recent.length
  }
}

/** The last hidden states of a text, each with the word that came after it. */
export class NeuralCache {
  readonly #size: number
  readonly #states: Float32Array
  readonly #words = new Int32Array(neuralWords)
  /** Similarities to the state now, of those kept. */
  readonly likeness = new Float64Array(neuralWords)
  #seen = 0

  constructor(hidden: number) {
    this.#size = hidden
    this.#states = new Float32Array(neuralWords * hidden)
  }

  get kept(): number {
    return Math.min(this.#seen, neuralWords)
  }

  wordAt(n: number): number {
    return this.#words[n]!
  }

  /** Fills `likeness`: h now times each h that is kept. */
  compare(h: Float32Array): void {
    for (let n = 0; n < this.kept; n++) {
      const from = n * this.#size
      let sum = 0
      for (let i = 0; i < h.length; i++) sum += h[i]! * this.#states[from + i]!
      this.likeness[n] = sum
    }
  }

  add({ h, word }: Pick<NextLook, 'h' | 'word'>): void {
    const at = this.#seen++ % neuralWords
    this.#states.set(h, at * this.#size)
    this.#words[at] = word
  }

  /** e^(sharpness * likeness) of each state kept, over the sum of all. Call `compare` before. */
  weights(sharpness: number, into: Float64Array): void {
    const { kept, likeness } = this
    let largest = -Infinity
    for (let n = 0; n < kept; n++) largest = Math.max(largest, likeness[n]!)
    let sum = 0
    for (let n = 0; n < kept; n++) sum += into[n] = Math.exp(sharpness * (likeness[n]! - largest))
    for (let n = 0; n < kept; n++) into[n]! /= sum
  }
}
