import { describe, expect, test } from 'vitest'
import { WordSoftmax } from '../../../src/kernel/word-softmax.ts'
import { createRandom } from '../../../src/numeric/random.ts'

const random = createRandom(3)
const numbers = (length: number, size = 1) => Float32Array.from({ length }, () => size * (2 * random.next() - 1))

interface Problem {
  readonly hidden: number
  readonly words: number
  readonly rows: number
}

/** The same by the definition, float64. */
function plainly(
  { hidden, words, rows }: Problem,
  weights: Float32Array,
  bias: Float32Array,
  h: Float32Array,
  targets: Int32Array,
) {
  const dH = new Float64Array(rows * hidden)
  const dW = new Float64Array(words * hidden)
  const dB = new Float64Array(words)
  let loss = 0
  for (let r = 0; r < rows; r++) {
    const logits = Array.from({ length: words }, (_, w) => {
      let sum = bias[w]!
      for (let j = 0; j < hidden; j++) sum += weights[w * hidden + j]! * h[r * hidden + j]!
      return sum
    })
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0)
    loss -= logits[targets[r]!]! - Math.log(total)
    logits.forEach((logit, w) => {
      const d = Math.exp(logit) / total - (w === targets[r] ? 1 : 0)
      dB[w]! += d
      for (let j = 0; j < hidden; j++) {
        dH[r * hidden + j]! += d * weights[w * hidden + j]!
        dW[w * hidden + j]! += d * h[r * hidden + j]!
      }
    })
  }
  return { loss, dH, dW, dB }
}

const close = (found: Float32Array, expected: Float64Array, what: string) => {
  found.forEach((value, i) => {
    if (Math.abs(value - expected[i]!) > 2e-5 * (1 + Math.abs(expected[i]!)))
      expect.fail(`${what}[${i}]: ${value}, not ${expected[i]}`)
  })
}

describe('softmax over words', () => {
  test.each<Problem>([
    { hidden: 1, words: 2, rows: 1 },
    { hidden: 5, words: 7, rows: 3 },
    { hidden: 16, words: 264, rows: 4 },
    { hidden: 13, words: 265, rows: 9 },
    { hidden: 24, words: 700, rows: 130 },
  ])('loss and gradients are those of the definition: %o', (problem) => {
    const { hidden, words, rows } = problem
    const weights = numbers(words * hidden)
    const bias = numbers(words)
    const h = numbers(rows * hidden)
    const targets = Int32Array.from({ length: rows }, () => random.integer(words))
    const softmax = new WordSoftmax({ hidden, maxRows: rows + 2, maxWords: words + 5, training: true })
    softmax.load(weights, bias)
    const expected = plainly(problem, weights, bias, h, targets)
    for (const round of ['first', 'again']) {
      const [dW, dB] = [new Float32Array(words * hidden), new Float32Array(words)]
      const { loss, dH } = softmax.train({ h, rows, targets, weight: 1 }, dW, dB)
      expect(loss / expected.loss, round).toBeCloseTo(1, 6)
      close(dH, expected.dH, 'dH')
      close(dW, expected.dW, 'dW')
      close(dB, expected.dB, 'dB')
    }
  })

  test('a word that is left out, with its logit beside the others, gives the same', () => {
    const problem = { hidden: 8, words: 300, rows: 6 }
    const { hidden, words, rows } = problem
    const [weights, bias, h] = [numbers(words * hidden), numbers(words), numbers(rows * hidden)]
    const targets = Int32Array.from({ length: rows }, () => random.integer(words))
    const expected = plainly(problem, weights, bias, h, targets)
    const extra = Float32Array.from(targets, (word, r) => {
      let sum = bias[word]!
      for (let j = 0; j < hidden; j++) sum += weights[word * hidden + j]! * h[r * hidden + j]!
      return sum
    })
    const softmax = new WordSoftmax({ hidden, maxRows: rows, maxWords: words, training: true })
    softmax.load(weights, bias)
    const [dW, dB] = [new Float32Array(words * hidden), new Float32Array(words)]
    const { loss, dH, dExtra } = softmax.train({ h, rows, targets, extra, excluded: targets, weight: 1 }, dW, dB)
    expect(loss / expected.loss).toBeCloseTo(1, 6)
    targets.forEach((word, r) => {
      dB[word]! += dExtra[r]!
      for (let j = 0; j < hidden; j++) {
        dH[r * hidden + j]! += dExtra[r]! * weights[word * hidden + j]!
        dW[word * hidden + j]! += dExtra[r]! * h[r * hidden + j]!
      }
    })
    close(dH, expected.dH, 'dH')
    close(dW, expected.dW, 'dW')
    close(dB, expected.dB, 'dB')
  })

  test('with a teacher the target is what came mixed with what the teacher expects', () => {
    const [hidden, words, rows, share] = [6, 270, 5, 0.4]
    const targets = Int32Array.from({ length: rows }, () => random.integer(words))
    const [weights, bias, h] = [numbers(words * hidden), numbers(words), numbers(rows * hidden)]
    const theirs = { weights: numbers(words * 9), bias: numbers(words), h: numbers(rows * 9) }
    const teacher = new WordSoftmax({ hidden: 9, maxRows: rows, maxWords: words, training: false })
    teacher.load(theirs.weights, theirs.bias)
    const softmax = new WordSoftmax({ hidden, maxRows: rows, maxWords: words, training: true })
    softmax.load(weights, bias)
    const { dExtra } = teacher.lossGradient({ h: theirs.h, rows, targets, weight: 1 })
    const [dW, dB] = [new Float32Array(words * hidden), new Float32Array(words)]
    softmax.train({ h, rows, targets, weight: 1, teacher: { softmax: teacher, dExtra, share } }, dW, dB)
    const own = plainly({ hidden, words, rows }, weights, bias, h, targets).dB
    const taught = plainly({ hidden: 9, words, rows }, theirs.weights, theirs.bias, theirs.h, targets).dB
    close(
      dB,
      own.map((d, w) => d - share * taught[w]!),
      'dB',
    )
  })

  test('logits of a row do not depend on the rows beside it', () => {
    const [hidden, words, rows] = [12, 500, 11]
    const softmax = new WordSoftmax({ hidden, maxRows: rows, maxWords: words, training: false })
    softmax.load(numbers(words * hidden), numbers(words))
    const h = numbers(rows * hidden)
    const together = new Float32Array(words)
    const alone = new Float32Array(words)
    for (let r = 0; r < rows; r++) {
      softmax.forward(h, rows)
      softmax.copyLogits(r, together)
      softmax.forward(h.subarray(r * hidden, (r + 1) * hidden), 1)
      softmax.copyLogits(0, alone)
      expect(together).toEqual(alone)
    }
  })
})
