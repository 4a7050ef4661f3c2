import { WordSoftmax, type SoftmaxPass } from '../../../kernel/word-softmax.ts'
import type { Random } from '../../../numeric/random.ts'
import type { NextOptions } from './next-options.ts'
import type { RowAdam } from './row-adam.ts'
import type { NextTeacher } from './next-teacher.ts'
import { WordSample } from './word-sample.ts'

/** The head of a model of the next word: softmax over all words, or over a sample. */
export interface WordHead {
  /**
   * @param h [rows][hidden], what the head sees
   * @returns the mean loss, and d loss / d h; adds to the gradients of embedding and bias, and touches their rows
   */
  train(
    h: Float32Array,
    targets: Int32Array,
    weights: WordWeights,
    random: Random,
    taught?: Taught,
  ): { loss: number; dH: Float32Array }
}

/** What a teacher says at the same places. */
export interface Taught {
  readonly teacher: NextTeacher
  /** [rows][its hidden] */
  readonly h: Float32Array
  /** Of what is learned. */
  readonly share: number
}

export interface WordWeights {
  /** [rows][hidden] */
  readonly embedding: Float32Array
  /** [words] */
  readonly bias: Float32Array
  readonly dEmbedding: Float32Array
  readonly dBias: Float32Array
  readonly touchedRows: RowAdam
  readonly touchedBiases: RowAdam
}

type Sizes = Pick<NextOptions, 'hidden' | 'batch' | 'timesteps' | 'sampled'>

/** @param counts of each word in the training text, for the sample */
export function createWordHead(counts: ArrayLike<number>, sizes: Sizes): WordHead {
  const { hidden, batch, timesteps, sampled } = sizes
  const maxRows = batch * timesteps
  if (sampled > 0 && sampled < counts.length) return sampledHead(counts, sampled, hidden, maxRows)
  const words = counts.length
  const softmax = new WordSoftmax({ hidden, maxRows, maxWords: words, training: true })
  return {
    train(h, targets, { embedding, bias, dEmbedding, dBias, touchedRows, touchedBiases }, _random, taught) {
      if (taught) throw new TypeError('a teacher needs a sampled softmax')
      softmax.load(embedding.subarray(0, words * hidden), bias)
      for (let word = 0; word < words; word++) {
        touchedRows.touch(word)
        touchedBiases.touch(word)
      }
      return softmax.train({ h, rows: targets.length, targets, weight: 1 / targets.length }, dEmbedding, dBias)
    },
  }
}

function sampledHead(counts: ArrayLike<number>, size: number, hidden: number, maxRows: number): WordHead {
  const sample = new WordSample(counts, size)
  const maxWords = Math.min(counts.length, 2 * size + 256)
  const softmax = new WordSoftmax({ hidden, maxRows, maxWords, training: true })
  const places = new Int32Array(counts.length)
  const none = new Int32Array(0)
  let teaching: WordSoftmax | undefined
  return {
    train(h, targets, { embedding, bias, dEmbedding, dBias, touchedRows, touchedBiases }, random, taught) {
      const drawn = sample.draw(random).subarray(0, maxWords)
      places.fill(-1)
      drawn.forEach((word, i) => (places[word] = i))
      const rows = targets.length
      const excluded = targets.map((word) => places[word]!)
      const passOf = (of: Pick<WordWeights, 'embedding' | 'bias'>, heard: Float32Array, into: WordSoftmax) => {
        loadDrawn(into, drawn, of, sample)
        return { h: heard, rows, targets: none, extra: logitsOf(targets, of, heard), excluded, weight: 1 / rows }
      }
      let teacher: SoftmaxPass['teacher']
      if (taught) {
        teaching ??= new WordSoftmax({ hidden: taught.teacher.hidden, maxRows, maxWords, training: false })
        const { dExtra } = teaching.lossGradient(passOf(taught.teacher, taught.h, teaching))
        teacher = { softmax: teaching, dExtra, share: taught.share }
      }
      const [dWeights, dBiases] = [new Float32Array(drawn.length * hidden), new Float32Array(drawn.length)]
      const pass = { ...passOf({ embedding, bias }, h, softmax), teacher }
      const { loss, dH, dExtra } = softmax.train(pass, dWeights, dBiases)
      drawn.forEach((word, i) => {
        touchedRows.touch(word)
        touchedBiases.touch(word)
        dBias[word]! += dBiases[i]!
        for (let j = 0; j < hidden; j++) dEmbedding[word * hidden + j]! += dWeights[i * hidden + j]!
      })
      targets.forEach((word, r) => {
        touchedRows.touch(word)
        touchedBiases.touch(word)
        const d = dExtra[r]!
        dBias[word]! += d
        for (let j = 0; j < hidden; j++) {
          dH[r * hidden + j]! += d * embedding[word * hidden + j]!
          dEmbedding[word * hidden + j]! += d * h[r * hidden + j]!
        }
      })
      return { loss, dH }
    },
  }
}

/** The drawn words' weights, each logit raised by what its chance lacks to 1. */
function loadDrawn(
  softmax: WordSoftmax,
  drawn: Int32Array,
  { embedding, bias }: Pick<WordWeights, 'embedding' | 'bias'>,
  sample: WordSample,
): void {
  const { hidden } = softmax
  const weights = new Float32Array(drawn.length * hidden)
  const biases = new Float32Array(drawn.length)
  drawn.forEach((word, i) => {
    weights.set(embedding.subarray(word * hidden, (word + 1) * hidden), i * hidden)
    biases[i] = bias[word]! - sample.logChance(word)
  })
  softmax.load(weights, biases)
}

/** Of one word for each row of h. */
function logitsOf(
  words: Int32Array,
  { embedding, bias }: Pick<WordWeights, 'embedding' | 'bias'>,
  h: Float32Array,
): Float32Array {
  const hidden = h.length / words.length
  return Float32Array.from(words, (word, r) => {
    let logit = bias[word]!
    for (let j = 0; j < hidden; j++) logit += embedding[word * hidden + j]! * h[r * hidden + j]!
    return logit
  })
}
