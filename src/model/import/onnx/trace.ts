import { cannotImport } from '../cannot-import.ts'
import { describeNode, type OnnxGraph } from './onnx-graph.ts'
import type { NodeProto } from './onnx.generated.ts'
import { isCell } from './read-cell.ts'

/** The way of a value, back to where it comes from. */
export interface Trace {
  /** The cell that it leaves, and by which output: 0 all timesteps, 1 last h, 2 last c. Undefined: a graph input. */
  readonly cell: { readonly node: NodeProto; readonly output: number } | undefined
  /** The nodes between, in the order of the data. */
  readonly path: readonly NodeProto[]
}

/** Follows `name` back to a cell or to an input of the graph. */
export function trace(name: string, graph: OnnxGraph): Trace {
  const path: NodeProto[] = []
  const seen = new Set<string>()
  for (let at = name; ;) {
    if (graph.isInput(at)) return { cell: undefined, path: path.reverse() }
    const node = graph.producer(at)
    if (node === undefined || seen.has(at)) throw cannotImport('a graph without loops or holes', `value "${at}"`)
    seen.add(at)
    if (isCell(node)) return { cell: { node, output: node.output.indexOf(at) }, path: path.reverse() }
    if (node.domain !== '' && node.domain !== 'ai.onnx') {
      throw cannotImport('nodes of ONNX itself', describeNode(node))
    }
    path.push(node)
    const stored = node.opType === 'Add' && graph.constant(node.input[0] ?? '') !== undefined
    at = node.input[stored ? 1 : 0] ?? ''
  }
}
