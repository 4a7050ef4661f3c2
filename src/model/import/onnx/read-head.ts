import { cannotImport } from '../cannot-import.ts'
import type { ImportedHead } from '../imported-network.ts'
import { transpose } from '../matrices.ts'
import { keepsUnits } from './keeps-units.ts'
import { attribute, describeNode, type OnnxGraph } from './onnx-graph.ts'
import { readTensor } from './onnx-tensor.ts'
import type { NodeProto } from './onnx.generated.ts'

const activations: Readonly<Partial<Record<string, ImportedHead['activation']>>> = {
  Sigmoid: 'sigmoid',
  Softmax: 'softmax',
}

/** The linear layer among the nodes behind the last cell: MatMul, MatMul and Add, or Gemm. Undefined: none. */
export function readHead(path: readonly NodeProto[], graph: OnnxGraph, hidden: number, lastOnly: boolean) {
  let head: ImportedHead | undefined
  let biased = false
  for (const node of path) {
    const activation = activations[node.opType]
    if (head && head.activation === 'none' && !biased && node.opType === 'Add') {
      head = { ...head, bias: readBias(node, graph, head.outputs) }
      biased = true
    } else if (!head && (node.opType === 'MatMul' || node.opType === 'Gemm')) {
      head = readLinear(node, graph, hidden)
      biased = node.opType === 'Gemm' && (node.input[2] ?? '') !== ''
    } else if (head && head.activation === 'none' && activation && onLastAxis(node, path))
      head = { ...head, activation }
    else if (!keepsUnits(node, graph, head?.outputs ?? hidden, lastOnly)) throw refused(node)
  }
  return head
}

/** Axes are [time, batch, unit], or [batch, unit] once a Gather has taken the last timestep. */
function onLastAxis(node: NodeProto, path: readonly NodeProto[]): boolean {
  const last = path.some(({ opType }) => opType === 'Gather') ? 1n : 2n
  return node.opType === 'Sigmoid' || [undefined, -1n, last].includes(attribute(node, 'axis')?.i)
}

function readLinear(node: NodeProto, graph: OnnxGraph, hidden: number): ImportedHead {
  const flag = (name: string) => attribute(node, name)?.i === 1n
  if (flag('transA') || [attribute(node, 'alpha'), attribute(node, 'beta')].some((scale) => scale && scale.f !== 1)) {
    throw cannotImport('a Gemm without transA, alpha or beta', describeNode(node))
  }
  const stored = graph.constant(node.input[1] ?? '')
  if (!stored) throw cannotImport(`stored weights for ${describeNode(node)}`, `"${node.input[1]}"`)
  const { shape, values } = readTensor(stored)
  const [inputs, outputs] = flag('transB') ? [shape[1], shape[0]] : [shape[0], shape[1]]
  if (shape.length !== 2 || inputs !== hidden || !outputs) {
    throw cannotImport(`weights for ${hidden} hidden units in ${describeNode(node)}`, `[${shape.join(', ')}]`)
  }
  return {
    outputs,
    weights: flag('transB') ? values : transpose(values, hidden, outputs),
    bias: node.opType === 'Gemm' && node.input[2] ? readBias(node, graph, outputs) : new Float32Array(outputs),
    activation: 'none',
  }
}

function readBias(node: NodeProto, graph: OnnxGraph, outputs: number): Float32Array {
  const tensors = node.input.map((name) => graph.constant(name))
  const stored = node.opType === 'Gemm' ? tensors[2] : (tensors[0] ?? tensors[1])
  const bias = stored && readTensor(stored)
  if (bias?.values.length === outputs && bias.shape.at(-1) === outputs) return bias.values
  throw cannotImport(
    `a stored bias of ${outputs} in ${describeNode(node)}`,
    bias ? `[${bias.shape.join(', ')}]` : 'none',
  )
}

function refused(node: NodeProto) {
  return cannotImport(
    'recurrent layers and one linear head, a sigmoid or softmax behind it',
    `${describeNode(node)} behind a cell`,
  )
}
