import { createStepper } from '../../src/kernel/create-stepper.ts'
import type { Stepper } from '../../src/kernel/stepper.ts'
import { coreNetwork, layersLength, tensorOf } from '../../src/model/core-network.ts'
import type { Model } from '../../src/model/model.ts'
import { outputSize, ratioSize, stateSize, type TokensSpec } from '../../src/model/spec.ts'
import { tensorLayout } from '../../src/model/tensors.ts'
import { fnv1a } from '../../src/text/fnv-1a.ts'
import { noToken, ratioBuckets } from '../../src/text/ratio-buckets.ts'
import { createTokenTable } from '../../src/text/token-table.ts'
import { ratioScale } from '../../src/text/ratio-scale.ts'

/**
 * A tagger's state of one document, float32: hidden state, count of tokens, for each logit the sum of what every h so far
 * adds through its mean, sums of token and pair ratios, the hash of the last token in two halves, and the last logits.
 */
export class TaggerSteps {
  readonly stepper: Stepper
  readonly split: ReturnType<typeof createTokenTable>['split']
  readonly logits: number
  /** Numbers a state has. */
  readonly length: number
  readonly #rowOf: (token: string) => number
  readonly #input: TokensSpec
  readonly #embedding: Float32Array
  readonly #ratios: Float32Array
  readonly #shares: Float32Array
  readonly #bias: Float32Array
  readonly #ratioSize: number
  readonly #at: { count: number; means: number; ratios: number; last: number; logits: number }

  constructor(model: Model, input: TokensSpec) {
    const { spec, weights } = model
    const table = createTokenTable(input)
    this.logits = outputSize(spec)
    this.split = (text) => table.split(text)
    this.#rowOf = (token) => table.rowOf(token)
    this.#input = input
    this.#embedding = tensorOf(spec, weights, 'input.embedding')
    this.#ratios = tensorOf(spec, weights, 'input.ratios')
    this.#shares = tensorOf(spec, weights, 'head.ratioShares')
    this.#bias = tensorOf(spec, weights, 'head.bias')
    this.#ratioSize = ratioSize(spec)
    const count = stateSize(spec)
    const means = count + 1
    const ratios = means + this.logits
    const last = ratios + 2 * this.logits
    this.#at = { count, means, ratios, last, logits: last + 2 }
    this.length = last + 2 + this.logits
    this.stepper = createHeadStepper(model)
  }

  /** Forgets the document; what an operator keeps behind this state stays. */
  reset(state: Float32Array): void {
    state.fill(0, 0, this.length)
  }

  /** Tokens of the document so far. */
  countOf(state: Float32Array): number {
    return state[this.#at.count]!
  }

  /** Puts a token and its document's state into a row of the stepper, and remembers the token in the state. */
  enter(row: number, token: string, state: Float32Array): void {
    const { stepper, logits } = this
    const { inputs, states } = stepper
    const at = this.#at
    const to = row * stepper.inputStride
    const width = this.#input.embedding
    const from = this.#rowOf(token) * width
    for (let e = 0; e < width; e++) inputs[to + e] = this.#embedding[from + e]!
    let hash: number
    if (this.#ratioSize > 0) {
      const buckets = this.#input.ratios!.buckets
      const previous = state[at.count]! === 0 ? noToken : state[at.last]! * 0x10000 + state[at.last + 1]!
      const found = ratioBuckets(token, previous, buckets)
      hash = found.hash
      for (let r = 0; r < logits; r++) {
        const one = this.#ratios[r * buckets + found.token]!
        const pair = this.#ratios[r * buckets + found.pair]!
        inputs[to + width + r] = one
        inputs[to + width + logits + r] = pair
        state[at.ratios + r]! += one
        state[at.ratios + logits + r]! += pair
      }
    } else hash = fnv1a(token)
    state[at.last] = hash >>> 16
    state[at.last + 1] = hash & 0xffff
    state[at.count]! += 1
    const stateFrom = row * stepper.stateStride
    for (let n = 0; n < at.count; n++) states[stateFrom + n] = state[n]!
  }

  /** Takes a row's result back into the state; false when it is not finite. */
  leave(row: number, state: Float32Array): boolean {
    const { stepper, logits } = this
    const at = this.#at
    const from = row * stepper.stateStride
    let zero = 0
    for (let n = 0; n < at.count; n++) zero += (state[n] = stepper.states[from + n]!) * 0
    const outputs = row * stepper.outputStride
    for (let r = 0; r < logits; r++) {
      state[at.means + r]! += stepper.outputs[outputs + logits + r]!
      let logit = stepper.outputs[outputs + r]! + state[at.means + r]! / state[at.count]!
      if (this.#shares.length > 0) {
        const sums = this.#shares[0]! * state[at.ratios + r]! + this.#shares[1]! * state[at.ratios + logits + r]!
        logit += ratioScale * sums
      }
      state[at.logits + r] = logit
      zero += logit * 0
    }
    return zero === 0
  }

  /** Logits after the last token; before the first, those of no token at all. */
  lastLogits(state: Float32Array): number[] {
    const { logits } = this.#at
    const isEmpty = this.countOf(state) === 0
    // An array, as making a typed one takes longer than the step of a small network.
    const last = new Array<number>(this.logits)
    for (let r = 0; r < last.length; r++) last[r] = isEmpty ? this.#bias[r]! : state[logits + r]!
    return last
  }
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
