import { cannotImport } from '../cannot-import.ts'
import type { ImportedNetwork } from '../imported-network.ts'
import { keepsUnits } from './keeps-units.ts'
import { describeNode, parseOnnx, type OnnxGraph } from './onnx-graph.ts'
import type { NodeProto } from './onnx.generated.ts'
import { isCell, readCell } from './read-cell.ts'
import { readHead } from './read-head.ts'
import { trace, type Trace } from './trace.ts'

/**
 * An ONNX graph of RNN, LSTM or GRU nodes one behind the other, and a Gemm, or MatMul and Add, as head. First states
 * may be inputs and last states outputs of the graph. Everything else on the way of the data is refused by name.
 */
export function readOnnx(bytes: Uint8Array): ImportedNetwork {
  const graph = parseOnnx(bytes)
  const out = findOutput(graph)
  const { node: last, output } = out.cell
  const nodes = stackBelow(last, graph)
  const layers = nodes.map((node) => readCell(node, graph))
  const hidden = layers[layers.length - 1]!.spec.hidden
  return { source: 'ONNX', layers, head: readHead(out.path, graph, hidden, output === 1) }
}

type CellTrace = Trace & { readonly cell: NonNullable<Trace['cell']> }

/** The output behind the head; without one, that of all timesteps rather than that of the last. */
function findOutput(graph: OnnxGraph): CellTrace {
  const traces = graph.outputs
    .map((name) => trace(name, graph))
    .filter((found): found is CellTrace => found.cell !== undefined && found.cell.output < 2)
    .sort((a, b) => a.cell.output - b.cell.output || b.path.length - a.path.length)
  const heads = traces.filter(({ path }) => path.some(({ opType }) => opType === 'Gemm' || opType === 'MatMul'))
  const rival = heads[1]?.path.at(-1)
  if (rival) throw cannotImport('one output with a head', `another, through ${describeNode(rival)}`)
  const chosen = heads[0] ?? traces[0]
  if (!chosen) throw cannotImport('an output that comes from the h of an RNN, LSTM or GRU node', 'none')
  return chosen
}

/** All cells below `last`, which has to be the top one, first layer first. */
function stackBelow(last: NodeProto, graph: OnnxGraph): NodeProto[] {
  const nodes: NodeProto[] = [last]
  for (;;) {
    const below = trace(nodes[0]!.input[0] ?? '', graph)
    const { hidden } = below.cell ? readCell(below.cell.node, graph).spec : { hidden: NaN }
    const stranger = below.path.find((node) => !keepsUnits(node, graph, hidden, false))
    if (stranger) throw cannotImport('nothing but layout between recurrent layers', describeNode(stranger))
    if (!below.cell) break
    if (below.cell.output !== 0) throw cannotImport('layers that pass on every timestep', describeNode(nodes[0]!))
    if (nodes.includes(below.cell.node)) throw cannotImport('a graph without loops', describeNode(nodes[0]!))
    nodes.unshift(below.cell.node)
  }
  const unused = graph.nodes.find((node) => isCell(node) && !nodes.includes(node))
  if (unused) throw cannotImport('recurrent layers one behind the other', `${describeNode(unused)} beside them`)
  return nodes
}
