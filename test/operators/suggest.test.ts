import { firstValueFrom, from, toArray } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { suggest, type Suggested } from '../../operators/index.ts'
import { drive } from '../../src/testing/drive.ts'
import { replay } from '../../src/testing/replay.ts'
import { readWithModel } from '../../src/training/language/next/score-next.ts'
import { operatorContract } from './operator-contract.ts'
import { randomTypist, typistWords } from './random-typist.ts'

interface Keystroke {
  readonly user: string
  readonly text: string
}

const model = randomTypist()
const key = ({ user }: Keystroke) => user

function type(texts: readonly string[], options = {}): Promise<Suggested<Keystroke>[]> {
  const ticks = texts.map((text) => ({ user: 'a', text }))
  return firstValueFrom(from(ticks).pipe(suggest<Keystroke>(model, { key, ownShare: 0, ...options }), toArray()))
}
const last = async (texts: readonly string[], options = {}) => (await type(texts, options)).at(-1)!
const words = ({ suggestions }: Suggested<Keystroke>) => suggestions.map(({ word }) => word)

operatorContract('suggest', {
  create: () => suggest<string>(model),
  ticks: ['I', ' ', 'a'],
  throwing: (error) =>
    suggest<string>(model, {
      text: () => {
        throw error
      },
    }),
})

describe('suggest', () => {
  test('after a word, gives the probabilities that the network gives', async () => {
    const { suggestions } = await last(['i am '], { count: 20 })
    const place = (word: string) => typistWords.indexOf(word)
    const rows = Int32Array.from(['<end>', 'i', 'am', 'the'], place)
    const expected = new Map<string, number>()
    readWithModel(model, { rows, words: rows }, ({ at, logits, logSum }) => {
      if (at === 3) logits.forEach((logit, w) => expected.set(typistWords[w]!, Math.exp(logit - logSum)))
    })
    expect(suggestions).toHaveLength(10)
    for (const { word, probability } of suggestions) expect(probability).toBeCloseTo(expected.get(word)!, 6)
  })

  test('letters narrow the words down, and the probabilities are those of the words that are left', async () => {
    const [, one] = await type(['', 'th'], { count: 2 })
    const fresh = await last(['th'], { count: 20 })
    expect(one!.typed).toBe('th')
    expect(words(fresh).sort()).toEqual(['the', 'then', 'there'])
    expect(fresh.probability).toBeCloseTo(1, 12)
    for (const word of words(one!)) expect(word).toMatch(/^th/)
  })

  test('letter by letter is the same as all at once, but for what was passed over', async () => {
    const text = 'I am going to the '
    expect((await last([...text], { count: 20 })).suggestions).toEqual((await last([text], { count: 20 })).suggestions)
    const slowly = await type([...text, 'p', 'l'], { count: 1 })
    expect(slowly.at(-1)!.typed).toBe('pl')
    expect(slowly.slice(-2).flatMap(words).sort()).toEqual(['place', 'plan'])
  })

  test('a suggestion passed over is not shown again for that word, and may come back for the next', async () => {
    const typed = await type(['t', 'h', 'e', 'n', ' ', 't'], { count: 1 })
    const shown = typed.slice(0, 4).flatMap(words)
    expect(new Set(shown).size).toBe(shown.length)
    expect(words(typed[5]!)).toHaveLength(1)
  })

  test('backspace undoes a letter, and goes back over words', async () => {
    const plain = await last(['i am going to'], { count: 20 })
    for (const detour of [
      'i am going tox\b',
      'i am going to \b',
      'i am going to the pl\b\b\b\b\b\b\b',
      'i am going to, \b\b',
    ]) {
      const back = await last([detour], { count: 20 })
      expect(back.typed, detour).toBe('to')
      expect(back.suggestions, detour).toEqual(plain.suggestions)
    }
    const [after] = await type(['i \b\b\b\b\b\bthe pl'], { count: 20 })
    expect(after!.suggestions).toEqual((await last(['the pl'], { count: 20 })).suggestions)
  })

  test('learns the words of whoever types, also those that the model does not know', async () => {
    const options = { ownShare: 0.5, ownWords: 10 }
    const own = await last(['zebra zebra zebra z'], options)
    expect(words(own)).toEqual(['zebra'])
    expect(words(await last(['zebra \b\b\b\b\b\bz'], options))).toEqual([])
    const [before, after] = [await last(['i am '], options), await last(['plan plan plan i am '], options)]
    const chance = ({ suggestions }: Suggested<Keystroke>) =>
      suggestions.find(({ word }) => word === 'plan')?.probability ?? 0
    expect(chance(after)).toBeGreaterThan(chance(before))
  })

  test('never offers what is no word', async () => {
    const all = await last(['i '], { count: 100 })
    for (const word of ['<end>', '<unknown>', '.', ',']) expect(words(all)).not.toContain(word)
  })
})

describe('keystrokes that are hard', () => {
  test.each([
    ['nothing', ''],
    ['spaces', '     '],
    ['emoji', '😀👩‍👩‍👧 🇫🇷\b\b\b'],
    ['right to left', 'אני הולך אל'],
    ['lone surrogates', '\ud800 \udc00x\ud83d'],
    ['backspace before anything', '\b\b\b'],
    ['a word of 9,000 letters', 'x'.repeat(9000)],
  ])('%s gives a list of chances', async (_, text) => {
    const { suggestions, probability } = await last([text, 't'])
    expect(suggestions.every(({ probability: p }) => p > 0 && p <= 1)).toBe(true)
    expect(probability).toBeLessThanOrEqual(1 + 1e-9)
  })

  test('10 MB at once becomes a dead letter, and nobody else notices', async () => {
    const value = (text: string) => ({ key: 'a', value: { user: 'a', text } })
    const run = (texts: string[]) =>
      drive<Keystroke, Suggested<Keystroke>>({
        operators: (ticks) => ticks.pipe(suggest(model)),
        entries: texts.map(value),
      })
    const [disturbed, plain] = [await run(['i am ', 'x'.repeat(10_000_000), 'go']), await run(['i am ', 'go'])]
    expect(disturbed.deadLetters.map(({ reason }) => reason)).toEqual(['oversized'])
    expect(disturbed.outputs.map(({ value: { suggestions } }) => suggestions)).toEqual(
      plain.outputs.map(({ value: { suggestions } }) => suggestions),
    )
  })
})

test.each(['rnn', 'lstm'] as const)(
  'interleaved typing with a %s gives the same bytes, whatever crashes',
  async (cell) => {
    const signs = [...'I am going to the plan.\b\b then tzt \b\b\bplace, there']
    const entries = Array.from({ length: 300 }, (_, n) => {
      const user = `u${(n * n) % 5}`
      return { key: user, value: { user, text: signs[(n * 7 + (n % 5)) % signs.length]! } }
    })
    const report = await replay<Keystroke, Suggested<Keystroke>>({
      operators: (ticks) => ticks.pipe(suggest(randomTypist(cell), { ownWords: 5 })),
      entries,
    })
    expect(report.outputs).toBe(300)
  },
)
