import { WordSoftmax } from '../../../kernel/word-softmax.ts'
import { tensorOf } from '../../../model/core-network.ts'
import type { Model } from '../../../model/model.ts'
import { outputSize, stateSize } from '../../../model/spec.ts'
import { exp } from '../../../numeric/exp.ts'
import { log } from '../../../numeric/log.ts'
import { createHiddenNetwork } from '../hidden-network.ts'
import type { TokenStream } from './next-window.ts'

const window = 64

/** What a model says at one place of a text: the hidden state it says it from, all logits, and the word that came. */
export interface NextLook {
  /** Index of the word that came, in the stream. */
  readonly at: number
  /** [hidden] */
  readonly h: Float32Array
  /** [words], valid during the call */
  readonly logits: Float32Array
  /** Log of the sum of e^logit. */
  readonly logSum: number
  readonly word: number
}

/** Runs a model once through a text, the state carried all the way, and shows every place but the first to `look`. */
export function readWithModel({ spec, weights }: Model, stream: TokenStream, look: (look: NextLook) => void): void {
  const { hidden } = spec.layers.at(-1)!
  const words = outputSize(spec)
  const embedding = tensorOf(spec, weights, 'input.embedding')
  const network = createHiddenNetwork(spec)
  network.load(weights)
  const softmax = new WordSoftmax({ hidden, maxRows: window, maxWords: words, training: false })
  softmax.load(embedding.subarray(0, words * hidden), tensorOf(spec, weights, 'head.bias'))
  const logits = new Float32Array(words)
  let states: Float32Array = new Float32Array(stateSize(spec))
  try {
    for (let from = 0; from < stream.rows.length - 1; from += window) {
      const count = Math.min(window, stream.rows.length - 1 - from)
      const inputs = new Float32Array(count * hidden)
      for (let t = 0; t < count; t++) {
        const row = stream.rows[from + t]! * hidden
        inputs.set(embedding.subarray(row, row + hidden), t * hidden)
      }
      const forward = network.forward(inputs, states, count, 1)
      states = forward.states.slice()
      softmax.forward(forward.outputs, count)
      for (let t = 0; t < count; t++) {
        softmax.copyLogits(t, logits)
        const at = from + t + 1
        const h = forward.outputs.subarray(t * hidden, (t + 1) * hidden)
        look({ at, h, logits, logSum: logSumOf(logits), word: stream.words[at]! })
      }
    }
  } finally {
    network.close()
  }
}

function logSumOf(logits: Float32Array): number {
  let largest = -Infinity
  for (let w = 0; w < logits.length; w++) largest = Math.max(largest, logits[w]!)
  let sum = 0
  for (let w = 0; w < logits.length; w++) sum += exp(logits[w]! - largest)
  return largest + log(sum)
}

export interface NextScores {
  readonly words: number
  readonly perplexity: number
  /** Shares of words that were the first, or among the first three. */
  readonly top1: number
  readonly top3: number
}

/** Perplexity and hits over all words of a text but its first. */
export function scoreNext(model: Model, stream: TokenStream): NextScores {
  let [loss, words, first, three] = [0, 0, 0, 0]
  readWithModel(model, stream, ({ logits, logSum, word }) => {
    const own = logits[word]!
    loss += logSum - own
    let better = 0
    for (let w = 0; w < logits.length; w++) if (logits[w]! > own) better++
    words++
    if (better === 0) first++
    if (better < 3) three++
  })
  return { words, perplexity: exp(loss / words), top1: first / words, top3: three / words }
}
