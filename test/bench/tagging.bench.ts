import { fileURLToPath } from 'node:url'
import { reviewSentences } from '../../scripts/models/review-sentences.ts'
import { classify, type Classified } from '../../operators/classify.ts'
import { TaggedDocument } from '../../operators/internals/tagged-document.ts'
import { TaggerRun } from '../../operators/internals/tagger-run.ts'
import { TaggerSteps } from '../../operators/internals/tagger-steps.ts'
import type { Model } from '../../src/model/model.ts'
import { modelFiles } from '../../src/pipeline/model-files.ts'
import { splitWords } from '../../src/text/split-words.ts'
import { drive } from '../../src/testing/drive.ts'
import type { Bench } from './bench.ts'
import { createOnnxTagger } from './language/onnx-tagger.ts'
import { long, timeAwaitedCalls, timeCalls } from './time-calls.ts'

const documents = 1000
const wordsEach = 24
/** Documents in a call of the peer. */
const batches = [documents, 125]

export const tagging: Bench = {
  name: 'tagging',
  about:
    `the LSTM of reviews that ships, ${documents} documents interleaved, a word of each in turn, one thread. Both sides get keys and ` +
    'words, find the state of each document in a map, step, put the state back, and give a label and probabilities after every ' +
    'word. Tickwise also says what each word moved, and checks for numbers that are none; onnxruntime-node, with the same weights, ' +
    'takes all documents in one call, or 125 in each. Neither writes a record. Then the same through a pipeline in memory, records ' +
    'saved, a word a tick and eight.',
  async *figures() {
    const path = fileURLToPath(new URL('../../src/model/shipped/reviews.safetensors', import.meta.url))
    const model = await modelFiles('models').load(path)
    const texts = createTexts()
    const rounds = Array.from({ length: wordsEach }, (_, w) => texts.map((words) => words[w]!))
    const keys = texts.map((_, d) => `review-${d}`)
    const own = createOwn(model)
    const peers = await Promise.all(
      batches.map(async (batch) => ({ batch, tagger: await createOnnxTagger(model, batch) })),
    )
    for (const words of rounds) {
      const answers = own.step(keys, words)
      for (const { tagger } of peers) {
        const expected = await tagger.step(keys, words)
        answers.forEach(({ probabilities }, d) => {
          const difference = Math.abs(probabilities[1]! - expected[d]!.probabilities[1])
          if (!(difference <= 1e-4)) throw new Error(`probabilities differ by ${difference}: not the same network`)
        })
      }
    }
    let n = 0
    const next = () => rounds[n++ % wordsEach]!
    const perSecond = (micros: number) => 1e6 / micros
    yield {
      name: 'a word of each of 1,000 documents',
      unit: 'words/s',
      better: 'higher',
      value: () => perSecond(timeCalls(() => void own.step(keys, next()), documents, long)),
      limit: { atLeast: 200_000 },
      baselines: peers.map(({ batch, tagger }) => ({
        name: `onnxruntime-node 1.22.0, ${batch} a call`,
        goal: 1,
        measure: async () =>
          perSecond(await timeAwaitedCalls(async () => void (await tagger.step(keys, next())), documents, long)),
      })),
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
  const { classes } = head
  const steps = new TaggerSteps(model, input)
  const known = new Map<string, TaggedDocument>()
  return {
    step(keys: readonly string[], words: readonly string[]): Classified<string>[] {
      const run = new TaggerRun<string>(steps, classes, words)
      for (let d = 0; d < keys.length; d++) {
        const text = words[d]!
        let document = known.get(keys[d]!)
        if (!document) known.set(keys[d]!, (document = new TaggedDocument(new Float32Array(steps.length))))
        run.add(d, [{ text, from: 0, to: text.length }], document, false, false)
      }
      run.advance()
      const answers: Classified<string>[] = []
      run.emit((_, answer) => answers.push(answer))
      return answers
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
