import type { CellKind, LayerSpec } from '../../spec.ts'
import { gateOrder } from '../../tensors.ts'
import { cannotImport } from '../cannot-import.ts'
import { gatesFrom } from '../gates.ts'
import type { ImportedLayer } from '../imported-network.ts'
import { joinBiases } from '../two-biases.ts'
import { onnxGates } from './onnx-gates.ts'
import { attribute, describeNode, type OnnxGraph } from './onnx-graph.ts'
import { readTensor, type OnnxTensor } from './onnx-tensor.ts'
import type { NodeProto } from './onnx.generated.ts'
import { isZeroState } from './zero-state.ts'

const cellOf: Readonly<Partial<Record<string, CellKind>>> = { RNN: 'rnn', LSTM: 'lstm', GRU: 'gru' }
const activations: Readonly<Record<CellKind, string>> = {
  rnn: 'tanh',
  lstm: 'sigmoid, tanh, tanh',
  gru: 'sigmoid, tanh',
}

export function isCell({ opType, domain }: NodeProto): boolean {
  return cellOf[opType] !== undefined && (domain === '' || domain === 'ai.onnx')
}

/** The weights of an RNN, LSTM or GRU node. What our cells can't do is refused by name. */
export function readCell(node: NodeProto, graph: OnnxGraph): ImportedLayer {
  const cell = cellOf[node.opType]!
  checkAttributes(node, cell)
  const [, w = '', r = '', b = '', lengths = '', h = '', c = '', peepholes = ''] = node.input
  if (lengths !== '') refuse(node, 'sequences without lengths of their own', 'sequence_lens')
  if (peepholes !== '') refuse(node, 'an LSTM without peepholes', 'input P')
  for (const state of [h, c]) {
    if (!isZeroState(state, graph)) refuse(node, 'a first state that is zero or an input', `"${state}"`)
  }
  const recurrent = weights(node, r, graph)
  const hidden = recurrent.shape[2] ?? 0
  const rows = gateOrder[cell].length * hidden
  const input = weights(node, w, graph)
  const inputs = input.shape[2] ?? 0
  expectShape(node, 'R', recurrent, [1, rows, hidden])
  expectShape(node, 'W', input, [1, rows, inputs])
  const biases = b === '' ? undefined : weights(node, b, graph)
  if (biases) expectShape(node, 'B', biases, [1, 2 * rows])
  const gates = (values: Float32Array) => gatesFrom(onnxGates, cell, values)
  const bias = (half: 0 | 1) => gates(biases?.values.subarray(half * rows, (half + 1) * rows) ?? new Float32Array(rows))
  const spec = layerSpec(cell, hidden, Number(attribute(node, 'linear_before_reset')?.i ?? 0n))
  return {
    spec,
    inputs,
    inputWeights: gates(input.values),
    recurrentWeights: gates(recurrent.values),
    ...joinBiases(spec, bias(0), bias(1)),
  }
}

function layerSpec(cell: CellKind, hidden: number, linearBeforeReset: number): LayerSpec {
  return cell === 'gru' ? { cell, hidden, reset: linearBeforeReset === 0 ? 'before' : 'after' } : { cell, hidden }
}

function checkAttributes(node: NodeProto, cell: CellKind): void {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).toLowerCase()
  const direction = text(attribute(node, 'direction')?.s ?? new Uint8Array()) || 'forward'
  if (direction !== 'forward') refuse(node, 'direction forward', direction)
  const named = attribute(node, 'activations')?.strings.map(text).join(', ') ?? activations[cell]
  if (named !== activations[cell]) refuse(node, `activations ${activations[cell]}`, named)
  if (attribute(node, 'clip')) refuse(node, 'a cell without clip', `clip ${attribute(node, 'clip')!.f}`)
  if (attribute(node, 'input_forget')?.i) refuse(node, 'input and forget gates of their own', 'input_forget')
}

function weights(node: NodeProto, name: string, graph: OnnxGraph): OnnxTensor {
  const tensor = graph.constant(name)
  if (tensor) return readTensor(tensor)
  throw cannotImport(
    `stored weights for ${describeNode(node)}`,
    `"${name}", which the graph computes or takes in`,
    'Export it with constant folding (do_constant_folding=True).',
  )
}

function expectShape(node: NodeProto, name: string, { shape }: OnnxTensor, expected: readonly number[]): void {
  if (shape.join() !== expected.join()) {
    refuse(node, `${name} of shape [${expected.join(', ')}]: one direction`, `[${shape.join(', ')}]`)
  }
}

function refuse(node: NodeProto, expected: string, received: string): never {
  throw cannotImport(`${expected} in ${describeNode(node)}`, received)
}
