import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../../src/numeric/random.ts'
import type { NextInput } from '../../../../src/training/language/next/next-options.ts'
import { scoreNext } from '../../../../src/training/language/next/score-next.ts'
import { trainNext, type NextHooks } from '../../../../src/training/language/next/train-next.ts'
import { WordSample } from '../../../../src/training/language/next/word-sample.ts'

const vocabulary = ['<end>', ...Array.from({ length: 30 }, (_, i) => `w${i}`)]
const special = { silent: ['<end>'], sentenceEnd: '<end>' }
const small: NextInput = { hidden: 24, epochs: 6, batch: 4, timesteps: 10, warmUp: 10, learningRate: 0.02, sampled: 0 }
const still = { wordDropout: 0, inputDropout: 0, outputDropout: 0, recurrentDropout: 0 }

/** A text in which a word is followed by one of two, told by the word before it. */
function text(length: number, seed: number) {
  const random = createRandom(seed)
  const words = new Int32Array(length)
  for (let i = 2; i < length; i++) {
    words[i] = (random.next() < 0.1 ? random.integer(30) : (3 * words[i - 1]! + 7 * (words[i - 2]! % 2) + 5) % 30) + 1
  }
  return { rows: words, words }
}

describe('trainNext', () => {
  test.each([
    ['rnn, full softmax', { cell: 'rnn', ...still }],
    ['lstm, full softmax, dropout', { cell: 'lstm' }],
    ['gru, sampled softmax', { cell: 'gru', sampled: 12, ...still }],
  ] as const)('learns what follows what: %s', async (_, choice) => {
    const model = await trainNext(vocabulary, special, text(6000, 1), { ...small, ...choice })
    const { perplexity, top1, words } = scoreNext(model, text(1000, 2))
    expect(words).toBe(999)
    expect(perplexity).toBeLessThan(9)
    expect(top1).toBeGreaterThan(0.6)
  })

  test('the same text and seed give the same bits', async () => {
    const train = async () => (await trainNext(vocabulary, special, text(900, 1), { ...small, epochs: 1 })).fingerprint
    expect(await train()).toBe(await train())
  })

  test('a small cell goes on from where it was, with a larger one as its teacher', async () => {
    const [train, valid] = [text(1500, 1), text(1000, 2)]
    const sampled = { ...small, ...still, sampled: 12, hidden: 12 }
    const teacher = await trainNext(vocabulary, special, text(6000, 3), { ...small, ...still, cell: 'lstm' })
    const start = await trainNext(vocabulary, special, train, { ...sampled, cell: 'rnn', epochs: 2 })
    const goOn = (hooks: NextHooks) =>
      trainNext(vocabulary, special, train, { ...sampled, cell: 'rnn', epochs: 3, teacherShare: 0.9 }, hooks)
    const alone = scoreNext(await goOn({ start }), valid).perplexity
    const taught = scoreNext(await goOn({ start, teacher }), valid).perplexity
    expect(alone).toBeLessThan(scoreNext(start, valid).perplexity)
    expect(taught).toBeLessThan(0.97 * alone)
  })

  test('refuses to begin with a model of another shape, or to learn from one with other words', async () => {
    const other = await trainNext(vocabulary.slice(0, 31), special, text(900, 1), { ...small, hidden: 8, epochs: 1 })
    await expect(trainNext(vocabulary, special, text(900, 1), small, { start: other })).rejects.toThrow(/of the same/)
    const fewer = await trainNext([...vocabulary, 'x'], special, text(900, 1), { ...small, epochs: 1 })
    const sampled = { ...small, sampled: 12 }
    await expect(trainNext(vocabulary, special, text(900, 1), sampled, { teacher: fewer })).rejects.toThrow(
      /same words/,
    )
    await expect(trainNext(vocabulary, special, text(900, 1), small, { teacher: other })).rejects.toThrow(/sampled/)
  })

  test('refuses a text that is too short, and stops when it is told to', async () => {
    await expect(trainNext(vocabulary, special, text(20, 1), small)).rejects.toThrow(/INPUT_INVALID|more than 40 words/)
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(trainNext(vocabulary, special, text(900, 1), small, { signal })).rejects.toThrow('enough')
  })
})

test('a sample draws as many as asked on average, frequent words nearly always, and its estimate is unbiased', () => {
  const counts = Float64Array.from({ length: 500 }, (_, i) => 10_000 / (i + 1))
  const sample = new WordSample(counts, 60)
  const random = createRandom(4)
  let [drawn, estimate, first] = [0, 0, 0]
  const rounds = 400
  for (let n = 0; n < rounds; n++) {
    const words = sample.draw(random)
    drawn += words.length / rounds
    if (words.includes(0)) first++
    for (const word of words) estimate += 1 / Math.exp(sample.logChance(word)) / rounds
  }
  expect(drawn).toBeGreaterThan(57)
  expect(drawn).toBeLessThan(63)
  expect(first).toBe(rounds)
  expect(estimate).toBeGreaterThan(460)
  expect(estimate).toBeLessThan(540)
})
