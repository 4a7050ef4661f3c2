import { fromBinary } from '@bufbuild/protobuf'
import { cannotImport } from '../cannot-import.ts'
import {
  ModelProtoSchema,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
} from './onnx.generated.ts'

/** A graph with its names looked up. */
export interface OnnxGraph {
  readonly nodes: readonly NodeProto[]
  readonly outputs: readonly string[]
  isInput(name: string): boolean
  /** The node that makes `name`. */
  producer(name: string): NodeProto | undefined
  /** The stored tensor behind `name`: an initialiser or a Constant, also through Identity. */
  constant(name: string): TensorProto | undefined
}

/** Decodes a file. Throws `MODEL_INVALID` for anything but an ONNX model. */
export function parseOnnx(bytes: Uint8Array): OnnxGraph {
  let graph: GraphProto | undefined
  try {
    graph = fromBinary(ModelProtoSchema, bytes).graph
  } catch (cause) {
    throw cannotImport('an ONNX model', 'bytes that are none', 'The file is damaged: export it again.', cause)
  }
  if (!graph) throw cannotImport('an ONNX model with a graph', 'none', 'The file is damaged: export it again.')
  return indexGraph(graph)
}

function indexGraph({ node: nodes, initializer, input, output }: GraphProto): OnnxGraph {
  const stored = new Map(initializer.map((tensor) => [tensor.name, tensor]))
  const inputs = new Set(input.map(({ name }) => name).filter((name) => !stored.has(name)))
  const producers = new Map<string, NodeProto>()
  for (const node of nodes) {
    for (const name of node.output) {
      if (name === '') continue
      if (producers.has(name)) throw cannotImport('every value made once', `"${name}" made twice`)
      producers.set(name, node)
    }
  }
  const constant = (name: string, seen = new Set<string>()): TensorProto | undefined => {
    const node = producers.get(name)
    if (node === undefined || seen.has(name)) return stored.get(name)
    if (node.opType === 'Identity') return constant(node.input[0] ?? '', seen.add(name))
    return node.opType === 'Constant' ? attribute(node, 'value')?.t : undefined
  }
  return {
    nodes,
    outputs: output.map(({ name }) => name),
    isInput: (name) => inputs.has(name),
    producer: (name) => producers.get(name),
    constant: (name) => constant(name),
  }
}

export function attribute(node: NodeProto, name: string): AttributeProto | undefined {
  return node.attribute.find((candidate) => candidate.name === name)
}

/** How an error names a node. */
export function describeNode({ opType, name, domain }: NodeProto): string {
  const type = domain === '' || domain === 'ai.onnx' ? opType : `${domain}.${opType}`
  return name === '' ? `a node ${type}` : `a node ${type} "${name}"`
}
