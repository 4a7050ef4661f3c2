import { WordSoftmax } from '../../src/kernel/word-softmax.ts'
import { createStepper } from '../../src/kernel/create-stepper.ts'
import type { Stepper } from '../../src/kernel/stepper.ts'
import { coreNetwork, layersLength, tensorOf } from '../../src/model/core-network.ts'
import type { Model } from '../../src/model/model.ts'
import { stateSize, type TokensSpec } from '../../src/model/spec.ts'
import { tensorLayout } from '../../src/model/tensors.ts'
import { exp } from '../../src/numeric/exp.ts'
import { log } from '../../src/numeric/log.ts'
import { kindOf, signKind } from '../../src/text/letters.ts'
import { createTokenTable } from '../../src/text/token-table.ts'

const maxRows = 64

/** A model of the next word, ready to serve: its words in alphabetical order, so that those with a prefix lie together. */
export class TypingWords {
  /** In the order of their code units. */
  readonly words: readonly string[]
  readonly stateSize: number
  readonly stepper: Stepper
  readonly maxRows = maxRows
  /** [words]: 1 for those that may be offered. */
  readonly offered: Uint8Array
  readonly #rowOf: (token: string) => number
  readonly #embedding: Float32Array
  readonly #hidden: number
  readonly #hAt: number
  readonly #softmax: WordSoftmax
  readonly #places: ReadonlyMap<string, number>
  /** All logits of the states that were summed last, so that ranking them does not compute them again. */
  readonly #summed = new Map<Float32Array, Float32Array>()

  constructor({ spec, weights }: Model, input: TokensSpec, silent: readonly string[]) {
    const { vocabulary, embedding: hidden } = input
    const order = vocabulary.map((_, i) => i).sort((a, b) => (vocabulary[a]! < vocabulary[b]! ? -1 : 1))
    const table = createTokenTable(input)
    const layer = spec.layers.at(-1)!
    this.words = order.map((i) => vocabulary[i]!)
    this.#places = new Map(this.words.map((word, place) => [word, place]))
    const isOffered = (word: string) => !silent.includes(word) && kindOf(word.codePointAt(0) ?? 0) >= signKind.word
    this.offered = Uint8Array.from(this.words, (word) => (isOffered(word) ? 1 : 0))
    this.stateSize = stateSize(spec)
    this.#rowOf = (token) => table.rowOf(token)
    this.#embedding = tensorOf(spec, weights, 'input.embedding')
    this.#hidden = hidden
    this.#hAt = this.stateSize - (layer.cell === 'lstm' ? 2 : 1) * hidden
    const core = coreNetwork(spec, 1)
    const coreWeights = new Float32Array(tensorLayout(core).length)
    coreWeights.set(weights.subarray(0, layersLength(core)))
    this.stepper = createStepper(core, coreWeights, { maxRows })
    this.#softmax = new WordSoftmax({ hidden, maxRows, maxWords: vocabulary.length, training: false })
    const bias = tensorOf(spec, weights, 'head.bias')
    const sorted = new Float32Array(order.length * hidden)
    order.forEach((i, place) => sorted.set(this.#embedding.subarray(i * hidden, (i + 1) * hidden), place * hidden))
    this.#softmax.load(
      sorted,
      Float32Array.from(order, (i) => bias[i]!),
    )
  }

  placeOf(word: string): number | undefined {
    return this.#places.get(word)
  }

  /** Steps each state by its token, at most `maxRows`; says whether all are finite. */
  step(states: readonly Float32Array[], tokens: readonly string[]): boolean {
    const { inputs, inputStride, states: rows, stateStride } = this.stepper
    states.forEach((state, row) => {
      const from = this.#rowOf(tokens[row]!) * this.#hidden
      inputs.set(this.#embedding.subarray(from, from + this.#hidden), row * inputStride)
      rows.set(state, row * stateStride)
    })
    this.stepper.step(states.length)
    let zero = 0
    states.forEach((state, row) => {
      for (let n = 0; n < state.length; n++) zero += (state[n] = rows[row * stateStride + n]!) * 0
    })
    return zero === 0
  }

  /** Log of the sum of e^logit over all words, for at most `maxRows` states, which must not change afterwards. */
  logSums(states: readonly Float32Array[]): number[] {
    const h = new Float32Array(states.length * this.#hidden)
    states.forEach((state, row) => h.set(this.#hOf(state), row * this.#hidden))
    this.#softmax.forward(h, states.length)
    const free = [...this.#summed.values()]
    this.#summed.clear()
    return states.map((state, row) => {
      const logits = free.pop() ?? new Float32Array(this.words.length)
      this.#softmax.copyLogits(row, logits)
      this.#summed.set(state, logits)
      let largest = -Infinity
      for (let w = 0; w < logits.length; w++) if (logits[w]! > largest) largest = logits[w]!
      let sum = 0
      for (let w = 0; w < logits.length; w++) sum += exp(logits[w]! - largest)
      return largest + log(sum)
    })
  }

  /** Places of the words that begin with a prefix: from, and to after the last. */
  rangeOf(prefix: string): { from: number; to: number } {
    if (prefix === '') return { from: 0, to: this.words.length }
    const from = this.#lowerBound(prefix)
    // The next prefix of the same length; a unit of all ones can't be part of a text.
    return { from, to: this.#lowerBound(`${prefix}\uffff`) }
  }

  /** Logits of a range of words, after a state. */
  logits(state: Float32Array, { from, to }: { from: number; to: number }): Float32Array {
    // The same bits either way, so that it does not matter what was asked before.
    const summed = this.#summed.get(state)
    if (summed !== undefined) return summed.subarray(from, to)
    const logits = new Float32Array(to - from)
    if (to > from) this.#softmax.logitsOfRange(this.#hOf(state), from, to, logits)
    return logits
  }

  close(): void {
    this.stepper.close()
  }

  #hOf(state: Float32Array): Float32Array {
    return state.subarray(this.#hAt, this.#hAt + this.#hidden)
  }

  #lowerBound(text: string): number {
    let low = 0
    let high = this.words.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.words[middle]! < text) low = middle + 1
      else high = middle
    }
    return low
  }
}
