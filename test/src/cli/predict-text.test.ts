import { describe, expect, test } from 'vitest'
import { runTickwise } from './run-tickwise.ts'

interface Answer {
  readonly label: string
  readonly probability: number
  readonly probabilities: readonly number[]
  readonly tokens: readonly { readonly text: string; readonly moved: readonly number[] }[]
}

async function review(text: string): Promise<Answer> {
  const { code, out } = await runTickwise(['predict', 'reviews', text, '--json'])
  expect(code).toBe(0)
  return JSON.parse(out) as Answer
}

describe('tickwise predict reviews', () => {
  test('the film that became boring ends negative, and shows where it turned', async () => {
    const { label, probabilities, tokens } = await review(
      'The movie was interesting at first, but later became boring.',
    )
    expect(label).toBe('negative')
    expect(probabilities[1]).toBeLessThanOrEqual(0.4)
    const moved = new Map(tokens.map((token) => [token.text, token.moved[1]!]))
    expect(moved.get('interesting')).toBeGreaterThan(0.05)
    expect(moved.get('boring')).toBeLessThan(-0.05)
  })

  test('praise is positive', async () => {
    expect((await review('A great film: wonderful actors and a beautiful story.')).label).toBe('positive')
  })

  test('for people: how sure it is, and a line for every word', async () => {
    const { code, out } = await runTickwise(['predict', 'reviews', 'Great food.'])
    expect(code).toBe(0)
    expect(out).toMatch(/^positive, \d+ % sure/)
    expect(out).toMatch(/\ngreat +[█·]+ +\d+ % \+\d+/)
  })

  test.each([
    ['nothing', ''],
    ['spaces', '   '],
  ])('%s: no words', async (_, text) => {
    const { code, out } = await runTickwise(['predict', 'reviews', text])
    expect(code).toBe(0)
    expect(out.trim()).toBe('No words.')
  })
})
