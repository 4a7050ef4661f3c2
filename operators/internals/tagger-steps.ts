import { createStepper } from '../../src/kernel/create-stepper.ts'
import type { Stepper } from '../../src/kernel/stepper.ts'
import { coreNetwork, layersLength, tensorOf } from '../../src/model/core-network.ts'
import type { Model } from '../../src/model/model.ts'
import { outputSize, ratioSize, stateSize, type TokensSpec } from '../../src/model/spec.ts'
import { tensorLayout } from '../../src/model/tensors.ts'
import { fnv1a } from '../../src/text/fnv-1a.ts'
import { noToken, pairHash } from '../../src/text/ratio-buckets.ts'
import { createTokenTable } from '../../src/text/token-table.ts'
import { ratioScale } from '../../src/text/ratio-scale.ts'
import { ofTwo, toProbabilities } from '../../src/text/to-probabilities.ts'
import type { TaggedDocument } from './tagged-document.ts'

/** Exponent bits of a float32, and what makes the sign bit of their sum where all of them are set: NaN or an infinity. */
const magnitude = 0x7fffffff
const leastExponent = 0x00800000

/**
 * A tagger's state of one document, float32: hidden state, count of tokens, for each logit the sum of what every h so far
 * adds through its mean, sums of token and pair ratios, the hash of the last token in two halves, and the last logits.
 */
export class TaggerSteps {
  readonly maxRows: number
  readonly split: ReturnType<typeof createTokenTable>['split']
  readonly logits: number
  /** Numbers a state has. */
  readonly length: number
  readonly #stepper: Stepper
  /** The stepper's rows as whole numbers, as `TaggedDocument.bits`. */
  readonly #inputBits: Int32Array
  readonly #stateBits: Int32Array
  readonly #rowOf: (token: string, hash: number) => number
  readonly #width: number
  readonly #embedding: Int32Array
  readonly #buckets: number
  readonly #ratios: Float32Array
  /** Where the ratios of each row's token and pair lie. */
  readonly #found: Int32Array
  readonly #shares: Float32Array
  readonly #bias: Float32Array
  readonly #at: { count: number; means: number; ratios: number; last: number; logits: number }

  constructor(model: Model, input: TokensSpec) {
    const { spec, weights } = model
    const table = createTokenTable(input)
    this.logits = outputSize(spec)
    this.split = (text) => table.split(text)
    this.#rowOf = (token, hash) => table.rowOf(token, hash)
    this.#width = input.embedding
    this.#embedding = bitsOf(tensorOf(spec, weights, 'input.embedding'))
    this.#buckets = ratioSize(spec) > 0 ? input.ratios!.buckets : 0
    this.#ratios = tensorOf(spec, weights, 'input.ratios')
    this.#shares = tensorOf(spec, weights, 'head.ratioShares')
    this.#bias = tensorOf(spec, weights, 'head.bias')
    const count = stateSize(spec)
    const means = count + 1
    const ratios = means + this.logits
    const last = ratios + 2 * this.logits
    this.#at = { count, means, ratios, last, logits: last + 2 }
    this.length = last + 2 + this.logits
    this.#stepper = createHeadStepper(model)
    this.maxRows = this.#stepper.maxRows
    this.#found = new Int32Array(2 * this.maxRows)
    this.#inputBits = bitsOf(this.#stepper.inputs)
    this.#stateBits = bitsOf(this.#stepper.states)
  }

  /** Forgets the document; what an operator keeps behind this state stays. */
  reset(document: TaggedDocument): void {
    document.state.fill(0, 0, this.length)
    document.said = undefined
  }

  /** Tokens of the document so far. */
  countOf({ state }: TaggedDocument): number {
    return state[this.#at.count]!
  }

  /** The classes' probabilities after the last token; before the first, those of no token at all. */
  saidOf(document: TaggedDocument): readonly number[] {
    return (document.said ??= this.#say(document.state))
  }

  /** Puts a token and its document's state into a row of the stepper, and remembers the token in the state. */
  enter(row: number, token: string, { state, bits }: TaggedDocument): void {
    const inputs = this.#inputBits
    const embedding = this.#embedding
    const width = this.#width
    const at = this.#at
    const hash = fnv1a(token)
    const to = row * this.#stepper.inputStride
    const from = this.#rowOf(token, hash) * width
    for (let e = 0; e < width; e++) inputs[to + e] = embedding[from + e]!
    if (this.#buckets > 0) {
      const previous = state[at.count]! === 0 ? noToken : state[at.last]! * 0x10000 + state[at.last + 1]!
      this.#found[2 * row] = hash % this.#buckets
      this.#found[2 * row + 1] = pairHash(token, previous) % this.#buckets
    }
    state[at.last] = hash >>> 16
    state[at.last + 1] = hash & 0xffff
    state[at.count]! += 1
    const rows = this.#stateBits
    const stateFrom = row * this.#stepper.stateStride
    for (let n = 0; n < at.count; n++) rows[stateFrom + n] = bits[n]!
  }

  /** Steps the rows that were entered. */
  step(rows: number): void {
    if (this.#buckets > 0) this.#lookUpRatios(rows)
    this.#stepper.step(rows)
  }

  /** Takes a row's result back into the state; false when it is not finite. */
  leave(row: number, document: TaggedDocument): boolean {
    const { state, bits } = document
    const { inputs, inputStride, outputs, stateStride, outputStride } = this.#stepper
    const rows = this.#stateBits
    const logits = this.logits
    const at = this.#at
    const from = row * stateStride
    let flags = 0
    for (let n = 0; n < at.count; n++) {
      const number = rows[from + n]!
      bits[n] = number
      flags |= (number & magnitude) + leastExponent
    }
    let zero = 0
    for (let r = 0, output = row * outputStride; r < logits; r++, output++) {
      state[at.means + r]! += outputs[output + logits]!
      let logit = outputs[output]! + state[at.means + r]! / state[at.count]!
      if (this.#buckets > 0) {
        const ratio = row * inputStride + this.#width + r
        state[at.ratios + r]! += inputs[ratio]!
        state[at.ratios + logits + r]! += inputs[ratio + logits]!
        const sums = this.#shares[0]! * state[at.ratios + r]! + this.#shares[1]! * state[at.ratios + logits + r]!
        logit += ratioScale * sums
      }
      state[at.logits + r] = logit
      zero += logit * 0
    }
    document.said = undefined
    return flags >= 0 && zero === 0
  }

  close(): void {
    this.#stepper.close()
  }

  /** The places in the table are far apart: looked up for all rows in one go, the processor waits for many of them at once. */
  #lookUpRatios(rows: number): void {
    const { inputs, inputStride } = this.#stepper
    const found = this.#found
    const ratios = this.#ratios
    for (let r = 0, first = 0; r < this.logits; r++, first += this.#buckets) {
      for (let row = 0, to = this.#width + r; row < rows; row++, to += inputStride) {
        inputs[to] = ratios[first + found[2 * row]!]!
        inputs[to + this.logits] = ratios[first + found[2 * row + 1]!]!
      }
    }
  }

  #say(state: Float32Array): readonly number[] {
    const { count, logits } = this.#at
    const isEmpty = state[count] === 0
    if (this.logits === 1) return ofTwo(isEmpty ? this.#bias[0]! : state[logits]!)
    return toProbabilities(isEmpty ? this.#bias : state.subarray(logits, logits + this.logits))
  }
}

function bitsOf(values: Float32Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length)
}

/** Steps the layers under two heads: what the last h adds to each logit, bias included, and what it adds to the mean's. */
function createHeadStepper({ spec, weights }: Model): Stepper {
  const logits = outputSize(spec)
  const core = coreNetwork(spec, 2 * logits)
  const coreWeights = new Float32Array(tensorLayout(core).length)
  coreWeights.set(weights.subarray(0, layersLength(core)))
  const head = tensorOf(core, coreWeights, 'head.weights')
  const last = tensorOf(spec, weights, 'head.weights')
  head.set(last)
  head.set(tensorOf(spec, weights, 'head.meanWeights'), last.length)
  tensorOf(core, coreWeights, 'head.bias').set(tensorOf(spec, weights, 'head.bias'))
  return createStepper(core, coreWeights)
}
