import { loadPeer } from './load-peer.ts'

export interface OnnxTensor {
  readonly data: Float32Array
}
export interface OnnxSession {
  run(feeds: Record<string, OnnxTensor>, fetches: Record<string, OnnxTensor>): Promise<unknown>
}
interface OnnxRuntime {
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => OnnxTensor
  readonly InferenceSession: {
    create(model: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<OnnxSession>
  }
}
interface OnnxProto {
  readonly onnx: {
    readonly ModelProto: { create(model: object): object; encode(model: object): { finish(): Uint8Array } }
  }
}

const floatType = 1
const intAttribute = 2

/** What a graph is made of, as ONNX has it. */
export const part = {
  constant: (name: string, dims: readonly number[], floatData: readonly number[]) => {
    return { name, dims, dataType: floatType, floatData }
  },
  value: (name: string, shape: readonly number[]) => {
    const dim = shape.map((dimValue) => ({ dimValue }))
    return { name, type: { tensorType: { elemType: floatType, shape: { dim } } } }
  },
  size: (name: string, i: number) => ({ name, type: intAttribute, i }),
}

/** ONNX Runtime on one thread. */
export function openOnnx(graph: object): Promise<OnnxSession> {
  const { onnx } = loadPeer<OnnxProto>('onnx-proto')
  const { InferenceSession } = loadPeer<OnnxRuntime>('onnxruntime-node')
  const model = onnx.ModelProto.create({ irVersion: 8, opsetImport: [{ domain: '', version: 14 }], graph })
  return InferenceSession.create(onnx.ModelProto.encode(model).finish(), {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
  })
}

/** A tensor whose memory is taken once. */
export function onnxTensor(...shape: readonly number[]): OnnxTensor {
  const { Tensor } = loadPeer<OnnxRuntime>('onnxruntime-node')
  return new Tensor('float32', new Float32Array(shape.reduce((a, b) => a * b)), shape)
}
