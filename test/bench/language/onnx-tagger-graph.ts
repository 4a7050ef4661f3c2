import { part } from '../onnx-session.ts'

/** The graph of a tagger's step for ONNX, whose LSTM node has its gates as input, output, forget, candidate. */
export function onnxTaggerGraph(
  { inputs, hidden, batch }: { inputs: number; hidden: number; batch: number },
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
  const state = [1, batch, hidden]
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
    input: [value('X', [1, batch, inputs]), value('initial_h', state), value('initial_c', state)],
    output: [value('Y_h', state), value('Y_c', state), value('y', [1, batch, 2])],
  }
}
