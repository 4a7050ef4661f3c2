import { firstValueFrom, from, toArray } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { classify, type Classified } from '../../operators/index.ts'
import { drive } from '../../src/testing/drive.ts'
import { replay } from '../../src/testing/replay.ts'
import { tagTexts } from '../../src/training/language/tagging/tag-texts.ts'
import { operatorContract } from './operator-contract.ts'
import { randomTagger } from './random-tagger.ts'

interface Said {
  readonly id: string
  readonly text: string
  readonly end?: boolean
}

const model = randomTagger()
const key = ({ id }: Said) => id
const classified = (ticks: readonly Said[], of = model): Promise<Classified<Said>[]> =>
  firstValueFrom(from(ticks).pipe(classify<Said>(of, { key }), toArray()))

operatorContract('classify', {
  create: () => classify<string>(model),
  ticks: ['The film', 'was', 'dull.'],
  throwing: (error) =>
    classify<string>(model, {
      text: () => {
        throw error
      },
    }),
})

describe('classify', () => {
  test('says after every word what a whole text would give, without computing it again', async () => {
    const words = 'The film was good at first , but it is dull .'.split(' ')
    const said = await classified(words.map((text) => ({ id: 'a', text })))
    words.forEach((_, n) => {
      const [whole] = tagTexts(model, [words.slice(0, n + 1).join(' ')])
      said[n]!.probabilities.forEach((p, c) => expect(p).toBeCloseTo(whole![c]!, 5))
    })
    expect(said.at(-1)!.count).toBe(words.length)
  })

  test('gives the same for a text in one tick, and names where each token stands', async () => {
    const text = 'The film was good, but it is dull.'
    const [whole] = await classified([{ id: 'a', text }])
    const parts = await classified(text.split(' ').map((part) => ({ id: 'a', text: part })))
    expect(whole!.probabilities).toEqual(parts.at(-1)!.probabilities)
    expect(whole!.tokens.map(({ from, to }) => text.slice(from, to))).toEqual([
      'The',
      'film',
      'was',
      'good',
      ',',
      'but',
      'it',
      'is',
      'dull',
      '.',
    ])
  })

  test('what the words moved adds up to what is said', async () => {
    const [start, whole] = await classified([
      { id: 'a', text: ' ' },
      { id: 'a', text: 'the film is good' },
    ])
    const moved = whole!.tokens.reduce((sum, token) => sum + token.moved[1]!, 0)
    expect(start!.probabilities[1]! + moved).toBeCloseTo(whole!.probabilities[1]!, 12)
  })

  test('knows more than two classes, whose probabilities add up to 1', async () => {
    const [first] = await classified([{ id: 'a', text: 'the film was dull' }], randomTagger(['joy', 'fear', 'anger']))
    expect(first!.probabilities).toHaveLength(3)
    expect(first!.probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 12)
    expect(['joy', 'fear', 'anger']).toContain(first!.label)
    expect(first!.probability).toBe(Math.max(...first!.probabilities))
  })

  test('forgets a document at its end, and lets an end come without a beginning', async () => {
    const [empty, first, again] = await classified([
      { id: 'a', text: '', end: true },
      { id: 'a', text: 'the film is good', end: true },
      { id: 'a', text: 'the film is good' },
    ])
    expect(empty).toMatchObject({ ended: 'marker', count: 0, tokens: [] })
    expect(first).toMatchObject({ ended: 'marker', count: 4 })
    expect(again!.probabilities).toEqual(first!.probabilities)
    expect(again!.ended).toBeUndefined()
  })

  test('ends a document by silence, at the next tick of its key', async () => {
    const { outputs } = await drive<Said, Classified<Said>>({
      operators: (ticks) => ticks.pipe(classify(model, { idleMs: 1000 })),
      entries: [0, 900, 2500].map((eventTime) => ({ key: 'a', eventTime, value: { id: 'a', text: 'good' } })),
    })
    expect(outputs.map(({ value }) => [value.ended, value.count])).toEqual([
      [undefined, 1],
      [undefined, 2],
      ['idle', 2],
      [undefined, 1],
    ])
  })
})

describe('texts that are hard', () => {
  test.each([
    ['nothing', ''],
    ['spaces', ' \t\n\u00a0'],
    ['emoji', '😀😀👩‍👩‍👧 🇫🇷'],
    ['right to left', 'הסרט היה טוב مرحبا'],
    ['lone surrogates', '\ud800 \udc00good\ud83d'],
    ['a word of 100,000 letters', 'a'.repeat(100_000)],
    ['controls', '\u0000\u0007\u200b'],
  ])('%s moves probabilities to finite ones', async (_, text) => {
    const [one] = await classified([{ id: 'a', text }])
    expect(one!.probabilities.every((p) => p > 0 && p < 1)).toBe(true)
  })

  test('10 MB in one tick, and what is no text, become dead letters; the stream goes on as if they never came', async () => {
    const value = (text: unknown) => ({ key: 'a', value: { id: 'a', text: text as string } })
    const run = (entries: ReturnType<typeof value>[]) =>
      drive<Said, Classified<Said>>({ operators: (ticks) => ticks.pipe(classify(model)), entries })
    const good = [value('the film'), value('is good')]
    const disturbed = await run([good[0]!, value('x '.repeat(5_000_000)), value(undefined), value(7), good[1]!])
    const plain = await run(good)
    expect(disturbed.deadLetters.map(({ reason }) => reason)).toEqual(['oversized', 'failed', 'failed'])
    expect(disturbed.outputs.map(({ value: { probabilities } }) => probabilities)).toEqual(
      plain.outputs.map(({ value: { probabilities } }) => probabilities),
    )
  })
})

test('interleaved documents give the same bytes at any turn size, crash and restart', async () => {
  const words = ['The', 'film', 'was', 'dull', 'good', ',', 'strange', 'и', '!']
  const entries = Array.from({ length: 150 }, (_, n) => ({
    key: `review-${(n * 7) % 11}`,
    eventTime: 400 * n,
    value: { id: '', text: `${words[(n * 5) % 9]!} ${words[(n * n) % 9]!}`, end: n % 13 === 5 },
  }))
  const report = await replay<Said, Classified<Said>>({
    operators: (ticks) => ticks.pipe(classify(model, { idleMs: 5000 })),
    entries,
  })
  expect(report.keys).toBe(11)
  expect(report.outputs).toBeGreaterThanOrEqual(150)
})
