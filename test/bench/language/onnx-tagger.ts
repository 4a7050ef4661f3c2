import { tensorOf } from '../../../src/model/core-network.ts'
import type { Model } from '../../../src/model/model.ts'
import { fnv1a } from '../../../src/text/fnv-1a.ts'
import { noToken, ratioBuckets } from '../../../src/text/ratio-buckets.ts'
import { ratioScale } from '../../../src/text/ratio-scale.ts'
import { createTokenTable } from '../../../src/text/token-table.ts'
import { onnxTensor, openOnnx, part } from '../onnx-session.ts'

/**
 * A tagger of two classes on ONNX Runtime, one thread, all documents in one batch whose states stay in its tensors: it has
 * nothing to gather. Rows and ratios are looked up, and the mean of h is kept, as Tickwise does.
 */
export async function createOnnxTagger({ spec, weights }: Model, documents: number) {
  const { input } = spec
  const { hidden } = spec.layers[0]!
  if (input.kind !== 'tokens' || input.ratios === undefined) throw new Error('a tagger with ratios is needed')
  const { buckets } = input.ratios
  const width = input.embedding
  const inputs = width + 2
  const table = createTokenTable(input)
  const tensor = (name: string) => tensorOf(spec, weights, name)
  const [embedding, ratios, shares] = [tensor('input.embedding'), tensor('input.ratios'), tensor('head.ratioShares')]
  const session = await openOnnx(taggerGraph({ inputs, hidden, documents }, tensor))
  const x = onnxTensor(1, documents, inputs)
  const y = onnxTensor(1, documents, 2)
  const pair = () => [0, 1].map(() => onnxTensor(1, documents, hidden))
  const [h, c] = [pair(), pair()]
  const feeds = [0, 1].map((n) => ({ X: x, initial_h: h[n]!, initial_c: c[n]! }))
  const fetches = [0, 1].map((n) => ({ Y_h: h[1 - n]!, Y_c: c[1 - n]!, y }))
  const last = new Array<number>(documents).fill(noToken)
  const [means, ones, pairs] = [0, 1, 2].map(() => new Float64Array(documents)) as [Sums, Sums, Sums]
  let words = 0
  return {
    /** One word of every document; probabilities of the second class. */
    async step(tokens: readonly string[]): Promise<number[]> {
      tokens.forEach((token, d) => {
        const from = table.rowOf(token) * width
        for (let e = 0; e < width; e++) x.data[d * inputs + e] = embedding[from + e]!
        const found = ratioBuckets(token, last[d]!, buckets)
        ones[d]! += x.data[d * inputs + width] = ratios[found.token]!
        pairs[d]! += x.data[d * inputs + width + 1] = ratios[found.pair]!
        last[d] = fnv1a(token)
      })
      await session.run(feeds[words % 2]!, fetches[words % 2]!)
      words++
      return tokens.map((_, d) => {
        means[d]! += y.data[2 * d + 1]!
        const leaning = ratioScale * (shares[0]! * ones[d]! + shares[1]! * pairs[d]!)
        return 1 / (1 + Math.exp(-(y.data[2 * d]! + means[d]! / words + leaning)))
      })
    },
  }
}

type Sums = Float64Array

/** The LSTM node of ONNX has its gates as input, output, forget, candidate. */
function taggerGraph(
  { inputs, hidden, documents }: { inputs: number; hidden: number; documents: number },
  tensor: (name: string) => Float32Array,
): object {
  const { constant, value, size } = part
  const inOnnxOrder = (name: string) => {
    const all = tensor(name)
    const gate = all.length / 4
    return [0, 3, 1, 2].flatMap((n) => [...all.subarray(n * gate, (n + 1) * gate)])
  }
  const [last, mean] = [tensor('head.weights'), tensor('head.meanWeights')]
  const head = Array.from({ length: 2 * hidden }, (_, i) => (i % 2 === 0 ? last : mean)[i >> 1]!)
  const state = [1, documents, hidden]
  return {
    name: 'tagger',
    node: [
      {
        opType: 'LSTM',
        input: ['X', 'W', 'R', 'B', '', 'initial_h', 'initial_c'],
        output: ['', 'Y_h', 'Y_c'],
        attribute: [size('hidden_size', hidden)],
      },
      { opType: 'MatMul', input: ['Y_h', 'W_hy'], output: ['product'] },
      { opType: 'Add', input: ['product', 'b_y'], output: ['y'] },
    ],
    initializer: [
      constant('W', [1, 4 * hidden, inputs], inOnnxOrder('layers.0.inputWeights')),
      constant('R', [1, 4 * hidden, hidden], inOnnxOrder('layers.0.recurrentWeights')),
      constant('B', [1, 8 * hidden], [...inOnnxOrder('layers.0.bias'), ...Array<number>(4 * hidden).fill(0)]),
      constant('W_hy', [hidden, 2], head),
      constant('b_y', [2], [tensor('head.bias')[0]!, 0]),
    ],
    input: [value('X', [1, documents, inputs]), value('initial_h', state), value('initial_c', state)],
    output: [value('Y_h', state), value('Y_c', state), value('y', [1, documents, 2])],
  }
}
