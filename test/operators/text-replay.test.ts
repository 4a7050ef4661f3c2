import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { classify, suggest, type Classified, type Suggested } from '../../operators/index.ts'
import type { Model } from '../../src/model/model.ts'
import { answerTicks } from '../../src/pipeline/answer-ticks.ts'
import { modelFiles } from '../../src/pipeline/model-files.ts'
import { drive, replay } from '../../src/testing/index.ts'

interface Part {
  readonly text: string
  readonly end?: boolean
}

const load = (name: string) =>
  modelFiles('models').load(fileURLToPath(new URL(`../../src/model/shipped/${name}.safetensors`, import.meta.url)))

/** The parts of several texts in turn, as if their writers wrote at the same time. */
function interleave(texts: readonly (readonly string[])[], ends: boolean) {
  const longest = Math.max(...texts.map(({ length }) => length))
  return Array.from({ length: longest }, (_, n) =>
    texts.flatMap((parts, key) =>
      n >= parts.length
        ? []
        : [{ key: `k${key}`, eventTime: 1000 * n, value: { text: parts[n]!, end: ends && n === parts.length - 1 } }],
    ),
  ).flat()
}

describe('words as streams: with the models that ship, a crash changes nothing', () => {
  let reviews: Model
  let typing: Model
  beforeAll(async () => {
    ;[reviews, typing] = (await Promise.all(['reviews', 'typing'].map(load))) as [Model, Model]
  })

  test('in the middle of a review', async () => {
    const texts = [
      'The movie was interesting at first, but later became boring.',
      'A touching and funny film at first, but it soon turns dull and predictable 😀',
      'It starts out dull; then the film becomes a moving, beautiful portrait. Und «mehr» – 10.5 %!',
      'boring',
    ].map((text) => text.split(/(?<= )/))
    const entries = [...interleave(texts, true), ...interleave(texts.slice(1), false)]
    const operators = {
      operators: (ticks: Parameters<ReturnType<typeof classify<Part>>>[0]) => ticks.pipe(classify<Part>(reviews)),
    }
    const report = await replay<Part, Classified<Part>>({ ...operators, entries, partitions: 2 })
    expect(report.runs.filter((run) => run.includes('crash at')).length).toBeGreaterThan(3)
    const { outputs } = await drive<Part, Classified<Part>>({
      ...operators,
      entries,
      faults: { crashes: 5 },
      turnSize: 3,
    })
    texts.forEach((parts, n) => {
      const alone = answerTicks(classify<string>(reviews))
      const expected = parts.map((part) => alone.answer(part)[0]!.probabilities)
      alone.close()
      const seen = outputs.filter(({ key }) => key === `k${n}`).map(({ value }) => value.probabilities)
      expect(seen.slice(0, parts.length)).toEqual(expected)
    })
  })

  test('in the middle of a word', async () => {
    const texts = [
      'I am going to the plca\b\bace',
      'the president of the zzyx zzyx zz',
      "don't 😀 stop, 10.5 it\b\b\b\b\b\b\b\bgo",
      'אני הולך the m',
    ].map((text) => [...text])
    const entries = interleave(texts, false)
    const operators = {
      operators: (ticks: Parameters<ReturnType<typeof suggest<Part>>>[0]) =>
        ticks.pipe(suggest<Part>(typing, { ownWords: 20, count: 3 })),
    }
    const report = await replay<Part, Suggested<Part>>({ ...operators, entries, partitions: 2 })
    expect(report.runs.filter((run) => run.includes('crash at')).length).toBeGreaterThan(3)
    const { outputs } = await drive<Part, Suggested<Part>>({
      ...operators,
      entries,
      faults: { crashes: 5 },
      turnSize: 3,
    })
    texts.forEach((signs, n) => {
      const alone = answerTicks(suggest<string>(typing, { ownWords: 20, count: 3 }))
      const expected = signs.map((sign) => alone.answer(sign)[0]!.suggestions)
      alone.close()
      expect(outputs.filter(({ key }) => key === `k${n}`).map(({ value }) => value.suggestions)).toEqual(expected)
    })
  })
})
