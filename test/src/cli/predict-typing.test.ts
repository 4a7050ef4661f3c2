import { describe, expect, test } from 'vitest'
import { runTickwise } from './run-tickwise.ts'

interface Answer {
  readonly typed: string
  readonly suggestions: readonly { readonly word: string; readonly probability: number }[]
  readonly probability: number
}

async function ask(text: string): Promise<Answer> {
  const { code, out } = await runTickwise(['predict', 'typing', text, '--json'])
  expect(code).toBe(0)
  return JSON.parse(out) as Answer
}

describe('tickwise predict typing', () => {
  test('after a known word, a ranked list of the next one, and how sure it is', async () => {
    const { typed, suggestions, probability } = await ask('I am going to the')
    expect(typed).toBe('')
    expect(suggestions).toHaveLength(5)
    // Somewhere to go to is among them.
    expect(suggestions.map(({ word }) => word)).toContain('house')
    const chances = suggestions.map((one) => one.probability)
    expect(chances).toEqual(chances.toSorted((a, b) => b - a))
    expect(probability).toBeCloseTo(chances.reduce((a, b) => a + b))
    expect(probability).toBeLessThan(1)
  })

  test('after the beginning of a word, words that begin so', async () => {
    const { typed, suggestions } = await ask('we went to the hosp')
    expect(typed).toBe('hosp')
    expect(suggestions[0]?.word).toBe('hospital')
  })

  test('for people: a line each', async () => {
    const { out } = await runTickwise(['predict', 'typing', 'one of the'])
    expect(out).toMatch(/^The next word:\n.+ +[█·]+ +\d+\.\d %/)
    expect(out).toMatch(/One of these: \d+\.\d % sure\./)
  })

  test('what begins no known word gets no list', async () => {
    const { out } = await runTickwise(['predict', 'typing', 'qzxv'])
    expect(out).toContain('Nothing to suggest')
  })
})
