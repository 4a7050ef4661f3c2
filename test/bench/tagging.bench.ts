import { fileURLToPath } from 'node:url'
import { reviewSentences } from '../../scripts/models/review-sentences.ts'
import { classify, type Classified } from '../../operators/classify.ts'
import { TaggerRun } from '../../operators/internals/tagger-run.ts'
import { TaggerSteps } from '../../operators/internals/tagger-steps.ts'
import type { Model } from '../../src/model/model.ts'
import { modelFiles } from '../../src/pipeline/model-files.ts'
import { splitWords } from '../../src/text/split-words.ts'
import { drive } from '../../src/testing/drive.ts'
import type { Bench } from './bench.ts'
import { createOnnxTagger } from './language/onnx-tagger.ts'
import { timeAwaitedCalls, timeCalls } from './time-calls.ts'

const documents = 1000
const wordsEach = 24

export const tagging: Bench = {
  name: 'tagging',
  about:
    `the LSTM of reviews that ships, ${documents} documents interleaved, a word of each in turn. From words to probabilities of ` +
    'each, what it moved included; onnxruntime-node has the same weights and all documents in one batch that stays. Then the ' +
    'same through a pipeline in memory, records saved, a word a tick and eight.',
  async *figures() {
    const path = fileURLToPath(new URL('../../src/model/shipped/reviews.safetensors', import.meta.url))
    const model = await modelFiles('models').load(path)
    const texts = createTexts()
    const rounds = Array.from({ length: wordsEach }, (_, w) => texts.map((words) => words[w]!))
    const own = createOwn(model)
    const onnx = await createOnnxTagger(model, documents)
    for (const words of rounds) {
      const expected = await onnx.step(words)
      own.step(words).forEach(([answer], d) => {
        const difference = Math.abs(answer!.probabilities[1]! - expected[d]!)
        if (!(difference <= 1e-4)) throw new Error(`probabilities differ by ${difference}: not the same network`)
      })
    }
    let n = 0
    const next = () => rounds[n++ % wordsEach]!
    const perSecond = (micros: number) => 1e6 / micros
    yield {
      name: 'a word of each of 1,000 documents',
      unit: 'words/s',
      better: 'higher',
      value: () => perSecond(timeCalls(() => void own.step(next()), documents)),
      limit: { atLeast: 200_000 },
      baselines: [
        {
          name: 'onnxruntime-node 1.22.0',
          goal: 1,
          measure: async () => perSecond(await timeAwaitedCalls(async () => void (await onnx.step(next())), documents)),
        },
      ],
    }
    for (const each of [1, 8]) {
      yield {
        name: `through a pipeline, ${each === 1 ? 'a word' : `${each} words`} a tick`,
        unit: 'words/s',
        better: 'higher',
        rounds: 5,
        baselines: [],
        value: () => pipelineRate(model, texts, each),
      }
    }
  },
}

/** Sentences of reviews one after the other, cut into documents of one length. */
function createTexts(): string[][] {
  const words = reviewSentences().flatMap(({ text }) => splitWords(text).map(({ text: word }) => word))
  return Array.from({ length: documents }, (_, d) =>
    Array.from({ length: wordsEach }, (_, w) => words[(d * wordsEach + w) % words.length]!),
  )
}

function createOwn(model: Model) {
  const { input, head } = model.spec
  if (input.kind !== 'tokens' || head.kind !== 'label') throw new Error('a tagger is needed')
  const steps = new TaggerSteps(model, input)
  const states = Array.from({ length: documents }, () => new Float32Array(steps.length))
  return {
    step(words: readonly string[]): readonly Classified<string>[][] {
      const run = new TaggerRun<string>(steps, head.classes, () => undefined)
      words.forEach((text, d) => {
        run.add(text, [{ text, from: 0, to: text.length }], states[d]!, { isIdle: false, ends: false })
      })
      run.advance()
      return run.results
    },
  }
}

async function pipelineRate(model: Model, texts: readonly (readonly string[])[], each: number): Promise<number> {
  const entries = Array.from({ length: (documents * wordsEach) / each }, (_, n) => {
    const from = Math.floor(n / documents) * each
    const words = texts[n % documents]!.slice(from, from + each)
    return { key: String(n % documents), value: words.join(' ') }
  })
  const begin = performance.now()
  await drive({ operators: (ticks) => ticks.pipe(classify<string>(model)), entries, turnSize: documents })
  return (1000 * documents * wordsEach) / (performance.now() - begin)
}
