import type { GruContender, GruProblem } from './gru-problem.ts'
import { onnxTensor, openOnnx, part } from './onnx-session.ts'

/**
 * ONNX Runtime on one thread, its GRU node and a head, every tensor allocated once; h goes back in by swapping two
 * tensors.
 */
export async function createOnnxGru(problem: GruProblem): Promise<GruContender> {
  const { inputs, hidden, rows } = problem
  const session = await openOnnx(gruGraph(problem))
  const x = onnxTensor(1, rows, inputs)
  const states = [0, 1].map(() => onnxTensor(1, rows, hidden))
  const feeds = [0, 1].map((n) => ({ X: x, initial_h: states[n]! }))
  const y = onnxTensor(1, rows, 1)
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
function gruGraph({ inputs, hidden, rows, inputWeights, recurrentWeights, bias, ...head }: GruProblem): object {
  const inOnnxOrder = (tensor: Float32Array) => {
    const gate = tensor.length / 3
    const gateOf = (n: number) => tensor.subarray(n * gate, (n + 1) * gate)
    return [...gateOf(1).map((value) => -value), ...gateOf(0), ...gateOf(2)]
  }
  const { constant, value, size } = part
  return {
    name: 'gru',
    node: [
      {
        opType: 'GRU',
        input: ['X', 'W', 'R', 'B', '', 'initial_h'],
        output: ['', 'Y_h'],
        attribute: [size('hidden_size', hidden)],
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
}
