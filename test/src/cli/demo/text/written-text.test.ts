import { describe, expect, test } from 'vitest'
import { suggest } from '../../../../../operators/suggest.ts'
import { WrittenText, type TypingTick } from '../../../../../src/cli/demo/text/written-text.ts'
import { answerTicks } from '../../../../../src/pipeline/answer-ticks.ts'
import { suggestText } from '../../../../../src/pipeline/suggest-text.ts'
import { randomTypist } from '../../../../operators/random-typist.ts'

const model = randomTypist()

function text() {
  const ticks: TypingTick[] = []
  const typist = answerTicks(suggest<TypingTick>(model, { key: ({ key }) => key }))
  const written = new WrittenText('a', (tick) => {
    ticks.push(tick)
    return typist.answer(tick)[0]!
  })
  return { ticks, written }
}

describe('a text that is being typed', () => {
  test('what is added comes as it is, what is taken away as backspaces', () => {
    const { ticks, written } = text()
    for (const now of ['I a', 'I am', 'I am 😀', 'I am 😁', 'I', 'I go']) written.write(now)
    expect(ticks.map(({ text: keys }) => keys)).toEqual(['I a', 'm', ' 😀', '\b😁', '\b\b\b\b\b', ' go'])
    expect(new Set(ticks.map(({ key }) => key)).size).toBe(1)
  })

  test('the same text again is no keystroke: what was offered is not passed over', () => {
    const { written } = text()
    const first = written.write('th')
    expect(written.write('th')).toBe(first)
  })

  test('a change far back is typed anew, and ends where a fresh text does', () => {
    const { ticks, written } = text()
    written.write('I am going to the place, then there')
    const changed = written.write('I was going to the ')
    expect(new Set(ticks.map(({ key }) => key)).size).toBe(2)
    expect(changed.suggestions).toEqual(suggestText(model, 'I was going to the ').suggestions)
  })
})
