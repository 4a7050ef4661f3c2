import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { describe, expect, it } from 'vitest'
import { floatTensor, node } from '../../../../src/model/export/onnx-parts.ts'
import { toOnnx } from '../../../../src/model/export/to-onnx.ts'
import { importModel } from '../../../../src/model/import/import-model.ts'
import {
  AttributeProtoSchema,
  ModelProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  type GraphProto,
  type NodeProto,
} from '../../../../src/model/import/onnx/onnx.generated.ts'
import { gru, lstm, rnn } from '../export/export-models.ts'

const models = { rnn, lstm, gru }
const encoder = new TextEncoder()
const texts = (name: string, ...strings: string[]) =>
  create(AttributeProtoSchema, { name, strings: strings.map((text) => encoder.encode(text)) })

/** An exported model with something changed. */
function changed(kind: keyof typeof models, change: (graph: GraphProto, cell: NodeProto) => void) {
  const file = fromBinary(ModelProtoSchema, toOnnx(models[kind]))
  const graph = file.graph!
  change(
    graph,
    graph.node.find(({ opType }) => opType === kind.toUpperCase())!,
  )
  return importModel({ bytes: toBinary(ModelProtoSchema, file) }, { name: 'changed', head: models[kind].spec.head })
}

const tensor = (graph: GraphProto, name: string) => graph.initializer.find((stored) => stored.name === name)!

describe('an ONNX file', () => {
  const refused: [string, keyof typeof models, (graph: GraphProto, cell: NodeProto) => void, RegExp][] = [
    [
      'a bidirectional layer',
      'lstm',
      (_, { attribute }) =>
        attribute.push(create(AttributeProtoSchema, { name: 'direction', s: encoder.encode('bidirectional') })),
      /direction forward in a node LSTM.*got bidirectional/,
    ],
    ['a second direction', 'gru', (graph) => (tensor(graph, 'R_0').dims = [3n, 5n, 5n]), /one direction.*\[3, 5, 5\]/],
    ['other activations', 'rnn', (_, { attribute }) => attribute.push(texts('activations', 'Relu')), /tanh.*got relu/],
    [
      'clipping',
      'gru',
      (_, { attribute }) => attribute.push(create(AttributeProtoSchema, { name: 'clip', f: 3 })),
      /without clip.*clip 3/,
    ],
    [
      'coupled gates',
      'lstm',
      (_, { attribute }) => attribute.push(create(AttributeProtoSchema, { name: 'input_forget', i: 1n })),
      /input_forget/,
    ],
    ['lengths of sequences', 'gru', (_, { input }) => (input[4] = 'x'), /sequence_lens/],
    ['peepholes', 'lstm', (_, { input }) => input.push('B_0'), /peepholes/],
    [
      'a first state that is not zero',
      'gru',
      (graph, { input }) => {
        graph.initializer.push(floatTensor('learned', [1, 1, 5], Float32Array.of(0, 0, 1, 0, 0)))
        input[5] = 'learned'
      },
      /first state.*"learned"/,
    ],
    ['weights that are computed', 'rnn', (_, { input }) => (input[1] = 'x'), /stored weights.*constant folding/],
    [
      'weights in another file',
      'rnn',
      (graph) => (tensor(graph, 'W_0').dataLocation = TensorProto_DataLocation.EXTERNAL),
      /"W_0" in a file of its own/,
    ],
    [
      'weights of another type',
      'rnn',
      (graph) => (tensor(graph, 'W_0').dataType = TensorProto_DataType.BFLOAT16),
      /type 16/,
    ],
    [
      'a size that the file does not hold',
      'gru',
      (graph) => (tensor(graph, 'W_0').dims = [1n, 15n, 2n ** 40n]),
      /"W_0"/,
    ],
    ['a size below zero', 'gru', (graph) => (tensor(graph, 'W_0').dims = [1n, -15n, -3n]), /sizes for tensor "W_0"/],
    [
      'weights that are not finite',
      'rnn',
      (graph) => tensor(graph, 'W_0').rawData.set([0, 0, 128, 127]),
      /finite weights.*Infinity/,
    ],
    [
      'another node below the cells',
      'gru',
      ({ node: [first] }) => (first!.opType = 'Relu'),
      /layout between recurrent layers.*Relu/,
    ],
    [
      'a second linear layer',
      'rnn',
      (graph) => {
        graph.node.push(node('MatMul', ['y', 'head_weights'], ['z']))
        graph.output[0]!.name = 'z'
      },
      /one linear head.*MatMul "z"/,
    ],
    [
      'an activation between layers',
      'lstm',
      (graph) => {
        graph.node.push(node('Tanh', ['layer_0'], ['bent']))
        graph.node.find(({ input }) => input.includes('layer_0'))!.input[0] = 'bent'
      },
      /layout between recurrent layers.*Tanh "bent"/,
    ],
    [
      'a softmax over the sequences',
      'rnn',
      (graph) => {
        graph.node.push(node('Softmax', ['y'], ['z'], { axis: 1 }))
        graph.output[0]!.name = 'z'
      },
      /node Softmax "z" behind a cell/,
    ],
    [
      'a node of another domain',
      'rnn',
      ({ node: nodes }) => (nodes.find(({ opType }) => opType === 'Gemm')!.domain = 'com.example'),
      /com[.]example[.]Gemm/,
    ],
    [
      'units that change places',
      'rnn',
      ({ node: nodes }) => (nodes.find(({ opType }) => opType === 'Squeeze')!.opType = 'Transpose'),
      /node Transpose/,
    ],
    ['a loop', 'gru', (_, { input }) => (input[0] = 'layer_1'), /without loops/],
    ['no graph', 'rnn', (graph) => (graph.node = []), /without loops or holes/],
  ]
  it.each(refused)('with %s is refused by name', async (_, kind, change, message) => {
    await expect(changed(kind, change)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringMatching(message),
    })
  })

  it('may hold its numbers in any float type', async () => {
    const { fingerprint } = await changed('rnn', () => undefined)
    const typed = changed('rnn', (graph) => {
      const stored = tensor(graph, 'R_0')
      const view = new DataView(stored.rawData.buffer, stored.rawData.byteOffset, stored.rawData.byteLength)
      stored.doubleData = Array.from({ length: view.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true))
      stored.dataType = TensorProto_DataType.DOUBLE
      stored.rawData = new Uint8Array(0)
    })
    expect((await typed).fingerprint).toBe(fingerprint)
  })

  it('without biases has zeros', async () => {
    const { weights, spec } = await changed('rnn', (_, { input }) => (input[3] = ''))
    const begin = spec.layers[0]!.hidden * (3 + spec.layers[0]!.hidden)
    expect([...weights.subarray(begin, begin + spec.layers[0]!.hidden)]).toEqual([0, 0, 0, 0])
  })
})
