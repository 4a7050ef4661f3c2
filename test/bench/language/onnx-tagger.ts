import { tensorOf } from '../../../src/model/core-network.ts'
import type { Model } from '../../../src/model/model.ts'
import { fnv1a } from '../../../src/text/fnv-1a.ts'
import { noToken, ratioBuckets } from '../../../src/text/ratio-buckets.ts'
import { ratioScale } from '../../../src/text/ratio-scale.ts'
import { createTokenTable } from '../../../src/text/token-table.ts'
import { onnxTensor, openOnnx } from '../onnx-session.ts'
import { onnxTaggerGraph } from './onnx-tagger-graph.ts'

/** What somebody who serves a tagger on ONNX Runtime keeps of a document. */
interface Kept {
  readonly h: Float32Array
  readonly c: Float32Array
  words: number
  /** Sums of what h adds through its mean, and of the ratios of words and of pairs. */
  mean: number
  ones: number
  pairs: number
  /** Hash of the last word. */
  last: number
}

export interface Labelled {
  readonly label: string
  readonly probabilities: readonly [number, number]
}

/**
 * A tagger of two classes on ONNX Runtime, one thread: states are kept in a map by key, gathered into tensors, `batch`
 * documents a call, and put back. Rows and ratios are looked up and the mean of h is kept as Tickwise does; `Math.exp` says
 * how sure it is. It does without key records, tokens' places, and what each word moved.
 */
export async function createOnnxTagger({ spec, weights }: Model, batch: number) {
  const { input, head } = spec
  const { hidden } = spec.layers[0]!
  if (input.kind !== 'tokens' || input.ratios === undefined || head.kind !== 'label')
    throw new Error('a tagger with ratios is needed')
  const { buckets } = input.ratios
  const { classes } = head
  const width = input.embedding
  const inputs = width + 2
  const table = createTokenTable(input)
  const tensor = (name: string) => tensorOf(spec, weights, name)
  const [embedding, ratios, shares] = [tensor('input.embedding'), tensor('input.ratios'), tensor('head.ratioShares')]
  const session = await openOnnx(onnxTaggerGraph({ inputs, hidden, batch }, tensor))
  const x = onnxTensor(1, batch, inputs)
  const y = onnxTensor(1, batch, 2)
  const [h, c] = [onnxTensor(1, batch, hidden), onnxTensor(1, batch, hidden)]
  const [nextH, nextC] = [onnxTensor(1, batch, hidden), onnxTensor(1, batch, hidden)]
  const feeds = { X: x, initial_h: h, initial_c: c }
  const fetches = { Y_h: nextH, Y_c: nextC, y }
  const documents = new Map<string, Kept>()
  const fresh = (): Kept => ({
    ...{
      h: new Float32Array(hidden),
      c: new Float32Array(hidden),
      words: 0,
      mean: 0,
      ones: 0,
      pairs: 0,
      last: noToken,
    },
  })

  function enter(row: number, key: string, token: string): Kept {
    let document = documents.get(key)
    if (document === undefined) documents.set(key, (document = fresh()))
    const from = table.rowOf(token) * width
    const to = row * inputs
    for (let e = 0; e < width; e++) x.data[to + e] = embedding[from + e]!
    const found = ratioBuckets(token, document.last, buckets)
    document.ones += x.data[to + width] = ratios[found.token]!
    document.pairs += x.data[to + width + 1] = ratios[found.pair]!
    document.last = fnv1a(token)
    document.words++
    const state = row * hidden
    for (let n = 0; n < hidden; n++) {
      h.data[state + n] = document.h[n]!
      c.data[state + n] = document.c[n]!
    }
    return document
  }

  function leave(row: number, document: Kept): Labelled {
    const state = row * hidden
    for (let n = 0; n < hidden; n++) {
      document.h[n] = nextH.data[state + n]!
      document.c[n] = nextC.data[state + n]!
    }
    document.mean += y.data[2 * row + 1]!
    const leaning = ratioScale * (shares[0]! * document.ones + shares[1]! * document.pairs)
    const positive = 1 / (1 + Math.exp(-(y.data[2 * row]! + document.mean / document.words + leaning)))
    return { label: classes[positive > 0.5 ? 1 : 0]!, probabilities: [1 - positive, positive] }
  }

  return {
    /** One word of each document, in whole batches; what is said of each. */
    async step(keys: readonly string[], tokens: readonly string[]): Promise<Labelled[]> {
      const said: Labelled[] = []
      const inBatch = new Array<Kept>(batch)
      for (let from = 0; from < keys.length; from += batch) {
        for (let row = 0; row < batch; row++) inBatch[row] = enter(row, keys[from + row]!, tokens[from + row]!)
        await session.run(feeds, fetches)
        for (let row = 0; row < batch; row++) said.push(leave(row, inBatch[row]!))
      }
      return said
    },
  }
}
