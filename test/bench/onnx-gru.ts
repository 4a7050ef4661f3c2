import type { GruContender, GruProblem } from './gru-problem.ts'
import { loadPeer } from './load-peer.ts'

interface OnnxTensor {
  readonly data: Float32Array
}
interface OnnxSession {
  run(feeds: Record<string, OnnxTensor>, fetches: Record<string, OnnxTensor>): Promise<unknown>
}
interface OnnxRuntime {
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => OnnxTensor
  readonly InferenceSession: {
    create(model: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<OnnxSession>
  }
}
interface OnnxProto {
  readonly onnx: {
    readonly ModelProto: { create(model: object): object; encode(model: object): { finish(): Uint8Array } }
  }
}

const floatType = 1
const intAttribute = 2

/**
 * ONNX Runtime on one thread, its GRU node and a head, every tensor allocated once; h goes back in by swapping two
 * tensors.
 */
export async function createOnnxGru(problem: GruProblem): Promise<GruContender> {
  const { InferenceSession, Tensor } = loadPeer<OnnxRuntime>('onnxruntime-node')
  const { inputs, hidden, rows } = problem
  const session = await InferenceSession.create(onnxModel(problem), {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
  })
  const x = new Tensor('float32', new Float32Array(rows * inputs), [1, rows, inputs])
  const states = [0, 1].map(() => new Tensor('float32', new Float32Array(rows * hidden), [1, rows, hidden]))
  const feeds = [0, 1].map((n) => ({ X: x, initial_h: states[n]! }))
  const y = new Tensor('float32', new Float32Array(rows), [1, rows, 1])
  const fetches = [0, 1].map((n) => ({ Y_h: states[1 - n]!, y }))
  let now = 0
  return {
    async step(values) {
      x.data.set(values)
      await session.run(feeds[now]!, fetches[now]!)
      now = 1 - now
    },
    results: () => Float32Array.of(...states[now]!.data, ...y.data),
  }
}

/** The GRU node of ONNX: gates z, r, h, and its z keeps the old state, so ours is negated. */
function onnxModel({ inputs, hidden, rows, inputWeights, recurrentWeights, bias, ...head }: GruProblem): Uint8Array {
  const { onnx } = loadPeer<OnnxProto>('onnx-proto')
  const inOnnxOrder = (tensor: Float32Array) => {
    const gate = tensor.length / 3
    const part = (n: number) => tensor.subarray(n * gate, (n + 1) * gate)
    return [...part(1).map((value) => -value), ...part(0), ...part(2)]
  }
  const constant = (name: string, dims: readonly number[], floatData: readonly number[]) => {
    return { name, dims, dataType: floatType, floatData }
  }
  const value = (name: string, shape: readonly number[]) => {
    const dim = shape.map((dimValue) => ({ dimValue }))
    return { name, type: { tensorType: { elemType: floatType, shape: { dim } } } }
  }
  const graph = {
    name: 'gru',
    node: [
      {
        opType: 'GRU',
        input: ['X', 'W', 'R', 'B', '', 'initial_h'],
        output: ['', 'Y_h'],
        attribute: [{ name: 'hidden_size', type: intAttribute, i: hidden }],
      },
      { opType: 'MatMul', input: ['Y_h', 'W_hy'], output: ['product'] },
      { opType: 'Add', input: ['product', 'b_y'], output: ['y'] },
    ],
    initializer: [
      constant('W', [1, 3 * hidden, inputs], inOnnxOrder(inputWeights)),
      constant('R', [1, 3 * hidden, hidden], inOnnxOrder(recurrentWeights)),
      constant('B', [1, 6 * hidden], [...inOnnxOrder(bias), ...Array<number>(3 * hidden).fill(0)]),
      constant('W_hy', [hidden, 1], [...head.headWeights]),
      constant('b_y', [1], [...head.headBias]),
    ],
    input: [value('X', [1, rows, inputs]), value('initial_h', [1, rows, hidden])],
    output: [value('Y_h', [1, rows, hidden]), value('y', [1, rows, 1])],
  }
  const model = onnx.ModelProto.create({ irVersion: 8, opsetImport: [{ domain: '', version: 14 }], graph })
  return onnx.ModelProto.encode(model).finish()
}
