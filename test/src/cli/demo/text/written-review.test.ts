import { describe, expect, test } from 'vitest'
import { classify } from '../../../../../operators/classify.ts'
import { WrittenReview, type ReviewTick } from '../../../../../src/cli/demo/text/written-review.ts'
import { answerTicks } from '../../../../../src/pipeline/answer-ticks.ts'
import { classifyText } from '../../../../../src/pipeline/classify-text.ts'
import { randomTagger } from '../../../../operators/random-tagger.ts'

const model = randomTagger()
const whole = 'The film was good, but it is dull.'

function review() {
  const ticks: ReviewTick[] = []
  const tagger = answerTicks(classify<ReviewTick>(model, { key: ({ key }) => key }))
  const written = new WrittenReview('a', (tick) => {
    ticks.push(tick)
    return tagger.answer(tick).at(-1)!
  })
  return { ticks, written }
}

describe('a review that is being written', () => {
  test('letter by letter, ends where the whole text does, each word having been said once', () => {
    const { ticks, written } = review()
    for (let n = 0; n <= whole.length; n++) written.write(whole.slice(0, n), false)
    const { probabilities, tokens } = written.write(whole, true)
    const { tick: _, ...expected } = classifyText(model, whole)
    expect({ probabilities, tokens }).toEqual({ probabilities: expected.probabilities, tokens: expected.tokens })
    expect(ticks.map(({ text }) => text).join('')).toBe(`${whole}`)
    expect(ticks.filter(({ end }) => end)).toHaveLength(0)
  })

  test('a word counts when a space follows it, or when nobody types any more', () => {
    const { written } = review()
    expect(written.write('The fil', false).tokens.map(({ text }) => text)).toEqual(['the'])
    expect(written.write('The film', true).tokens.map(({ text }) => text)).toEqual(['the', 'film'])
  })

  test.each([
    ['a word that was said grows', 'the fil', 'the film was'],
    ['a word in the middle is changed', 'the film was dull', 'the film is dull'],
    ['all is taken away', 'the film', ''],
    ['another text is pasted over it', 'the film', 'good'],
  ])('%s: the document is said anew', (_, before, after) => {
    const { written } = review()
    written.write(before, true)
    const { probabilities, tokens, count } = written.write(after, true)
    const expected = classifyText(model, after)
    expect({ probabilities, tokens, count }).toEqual({
      probabilities: expected.probabilities,
      tokens: expected.tokens,
      count: expected.tokens.length,
    })
  })
})
