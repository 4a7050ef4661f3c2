import { attribute, type OnnxGraph } from './onnx-graph.ts'
import { readTensor } from './onnx-tensor.ts'
import type { TensorProto } from './onnx.generated.ts'

/** Nodes that only move or copy numbers, so that zeros stay zeros. */
const movers: ReadonlySet<string> = new Set(
  'Expand Slice Gather Squeeze Unsqueeze Identity Cast Transpose Reshape Tile'.split(' '),
)

/** Whether a first state is absent, an input of the graph, or zeros: the states that a fresh key can begin with. */
export function isZeroState(name: string, graph: OnnxGraph, seen = new Set<string>()): boolean {
  if (name === '' || graph.isInput(name)) return true
  const stored = graph.constant(name)
  if (stored) return isZero(stored)
  const node = graph.producer(name)
  if (node === undefined || seen.has(name)) return false
  seen.add(name)
  if (node.opType === 'ConstantOfShape') {
    const value = attribute(node, 'value')?.t
    return value === undefined || isZero(value)
  }
  if (node.opType === 'Concat') return node.input.every((part) => isZeroState(part, graph, seen))
  return movers.has(node.opType) && isZeroState(node.input[0] ?? '', graph, seen)
}

function isZero(tensor: TensorProto): boolean {
  return readTensor(tensor).values.every((value) => value === 0)
}
