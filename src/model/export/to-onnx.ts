import { create, toBinary } from '@bufbuild/protobuf'
import { gatesTo } from '../import/gates.ts'
import { onnxGates } from '../import/onnx/onnx-gates.ts'
import { GraphProtoSchema, ModelProtoSchema, type NodeProto, type TensorProto } from '../import/onnx/onnx.generated.ts'
import { splitBiases } from '../import/two-biases.ts'
import type { Model } from '../model.ts'
import { inputSize } from '../spec.ts'
import { layerTensors, type LayerTensors, type ModelTensors } from './layer-tensors.ts'
import { floatTensor, floatValue, integerTensor, node } from './onnx-parts.ts'

/** Squeeze and Reshape as used here came with opset 13; 8 is the file format of that time, which all readers know. */
const opset = 14n
/** LayerNormalization came with opset 17; its ε is ours unless a node says otherwise, its axis the last. */
const opsetOfNorms = 17n
const irVersion = 8n

/**
 * An ONNX model: one RNN, LSTM or GRU node a layer, behind a LayerNormalization where it has one, then a Gemm as head.
 *
 * In:  `x` [time, batch, inputs]; for layer N `h_N` [1, batch, hidden] and, for LSTM, `c_N`: zeros at first
 * Out: `y` [time, batch, outputs] as the head gives them (logits for classes and words); `h_N_next`, `c_N_next`
 *
 * So a caller carries the state on as our pipelines do: feed each `_next` back in.
 */
export function toOnnx(model: Model): Uint8Array {
  const tensors = layerTensors(model)
  const states = tensors.layers.flatMap(({ spec }, n) => stateNames(spec.cell, n).map((name) => [name, spec] as const))
  const layers = tensors.layers.map(layerParts)
  const head = headParts(tensors)
  const graph = create(GraphProtoSchema, {
    name: model.spec.name,
    node: [...layers.flatMap(({ nodes }) => nodes), ...head.nodes],
    initializer: [integerTensor('directions', [1]), ...layers.flatMap(({ stored }) => stored), ...head.stored],
    input: [
      floatValue('x', ['time', 'batch', inputSize(model.spec)]),
      ...states.map(([name, { hidden }]) => floatValue(name, [1, 'batch', hidden])),
    ],
    output: [
      floatValue('y', ['time', 'batch', tensors.head.outputs]),
      ...states.map(([name, { hidden }]) => floatValue(`${name}_next`, [1, 'batch', hidden])),
    ],
  })
  const file = create(ModelProtoSchema, {
    irVersion,
    opsetImport: [{ domain: '', version: tensors.layers.some(({ norm }) => norm) ? opsetOfNorms : opset }],
    producerName: 'tickwise',
    metadataProps: [{ key: 'tickwise_fingerprint', value: model.fingerprint }],
    graph,
  })
  return toBinary(ModelProtoSchema, file)
}

interface GraphParts {
  readonly nodes: readonly NodeProto[]
  readonly stored: readonly TensorProto[]
}

function stateNames(cell: LayerTensors['spec']['cell'], n: number): string[] {
  return cell === 'lstm' ? [`h_${n}`, `c_${n}`] : [`h_${n}`]
}

function layerParts(layer: LayerTensors, n: number): GraphParts {
  const { spec, inputs, bias, recurrentBias, norm } = layer
  const gates = (values: Float32Array) => gatesTo(onnxGates, spec.cell, values)
  const { ofInput, ofRecurrent } = splitBiases(spec, bias, recurrentBias)
  const rows = bias.length
  const states = stateNames(spec.cell, n)
  const reset = spec.cell === 'gru' ? { linear_before_reset: spec.reset === 'after' ? 1 : 0 } : {}
  const parts = [`W_${n}`, `R_${n}`, `B_${n}`] as const
  const x = n === 0 ? 'x' : `layer_${n - 1}`
  const normed = norm && node('LayerNormalization', [x, `gain_${n}`, `shift_${n}`], [`normalised_${n}`])
  return {
    nodes: [
      ...(normed ? [normed] : []),
      node(
        spec.cell.toUpperCase(),
        [normed ? `normalised_${n}` : x, ...parts, '', ...states],
        [`all_${n}`, ...states.map((name) => `${name}_next`)],
        { hidden_size: spec.hidden, ...reset },
      ),
      // [time, directions, batch, hidden]: there is one direction.
      node('Squeeze', [`all_${n}`, 'directions'], [`layer_${n}`]),
    ],
    stored: [
      ...(norm ? [floatTensor(`gain_${n}`, [inputs], norm.gain), floatTensor(`shift_${n}`, [inputs], norm.bias)] : []),
      floatTensor(parts[0], [1, rows, inputs], gates(layer.inputWeights)),
      floatTensor(parts[1], [1, rows, spec.hidden], gates(layer.recurrentWeights)),
      floatTensor(parts[2], [1, 2 * rows], joined(gates(ofInput), gates(ofRecurrent))),
    ],
  }
}

function joined(a: Float32Array, b: Float32Array): Float32Array {
  const both = new Float32Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

/** Gemm takes matrices only: time and batch become one axis for it, and two again. */
function headParts({ layers, head }: ModelTensors): GraphParts {
  const { hidden } = layers.at(-1)!.spec
  return {
    nodes: [
      node('Reshape', [`layer_${layers.length - 1}`, 'rows'], ['matrix']),
      node('Gemm', ['matrix', 'head_weights', 'head_bias'], ['head'], { transB: 1 }),
      node('Shape', ['x'], ['x_shape']),
      node('Slice', ['x_shape', 'first', 'third'], ['time_and_batch']),
      node('Concat', ['time_and_batch', 'outputs'], ['y_shape'], { axis: 0 }),
      node('Reshape', ['head', 'y_shape'], ['y']),
    ],
    stored: [
      integerTensor('rows', [-1, hidden]),
      integerTensor('first', [0]),
      integerTensor('third', [2]),
      integerTensor('outputs', [head.outputs]),
      floatTensor('head_weights', [head.outputs, hidden], head.weights),
      floatTensor('head_bias', [head.outputs], head.bias),
    ],
  }
}
