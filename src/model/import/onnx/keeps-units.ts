import { attribute, type OnnxGraph } from './onnx-graph.ts'
import { readIntegers } from './onnx-tensor.ts'
import type { NodeProto } from './onnx.generated.ts'

const harmless: ReadonlySet<string> = new Set(['Identity', 'Squeeze', 'Unsqueeze', 'Cast', 'Dropout'])

/**
 * Whether a node leaves each tick's numbers as they are: it may drop or turn the axes of time and batch, or keep the
 * last timestep only, as every tick is the last one when it comes in.
 *
 * @param width numbers on the last axis
 * @param lastOnly whether the value holds the last timestep only
 */
export function keepsUnits(node: NodeProto, graph: OnnxGraph, width: number, lastOnly: boolean): boolean {
  if (harmless.has(node.opType)) return true
  if (node.opType === 'Transpose') {
    const order = attribute(node, 'perm')?.ints.map(Number)
    return order !== undefined && order.at(-1) === order.length - 1
  }
  if (node.opType === 'Reshape') return lastSize(node.input[1] ?? '', graph) === width
  if (node.opType === 'Gather') {
    const index = integers(node.input[1] ?? '', graph)
    const first = lastOnly && Number(attribute(node, 'axis')?.i ?? 0n) === 0
    return index?.length === 1 && (index[0] === -1 || (first && index[0] === 0))
  }
  return false
}

/** The last number of a shape, which is stored or put together with a stored end. */
function lastSize(name: string, graph: OnnxGraph): number | undefined {
  const node = graph.producer(name)
  const end = node?.opType === 'Concat' ? node.input.at(-1) : name
  return integers(end ?? '', graph)?.at(-1)
}

function integers(name: string, graph: OnnxGraph): readonly number[] | undefined {
  const tensor = graph.constant(name)
  return tensor && readIntegers(tensor)
}
