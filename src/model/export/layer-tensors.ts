import type { Model } from '../model.ts'
import { inputSize, outputSize, type LayerSpec } from '../spec.ts'
import { tensorLayout } from '../tensors.ts'

/** One layer's tensors in our gate order. */
export interface LayerTensors {
  readonly spec: LayerSpec
  readonly inputs: number
  readonly inputWeights: Float32Array
  readonly recurrentWeights: Float32Array
  readonly bias: Float32Array
  readonly recurrentBias: Float32Array | undefined
  /** Of what the layer takes in, where it is normalised: [inputs] each. */
  readonly norm: { readonly gain: Float32Array; readonly bias: Float32Array } | undefined
}

export interface ModelTensors {
  readonly layers: readonly LayerTensors[]
  readonly head: { readonly outputs: number; readonly weights: Float32Array; readonly bias: Float32Array }
}

/** A model's flat weights by layer, as views. */
export function layerTensors({ spec, weights }: Model): ModelTensors {
  const found = new Map(
    tensorLayout(spec).tensors.map(({ name, offset, length }) => [name, weights.subarray(offset, offset + length)]),
  )
  const layers = spec.layers.map((layer, n) => ({
    spec: layer,
    inputs: spec.layers[n - 1]?.hidden ?? inputSize(spec),
    inputWeights: found.get(`layers.${n}.inputWeights`)!,
    recurrentWeights: found.get(`layers.${n}.recurrentWeights`)!,
    bias: found.get(`layers.${n}.bias`)!,
    recurrentBias: found.get(`layers.${n}.recurrentBias`),
    norm: layer.layerNorm && { gain: found.get(`layers.${n}.normGain`)!, bias: found.get(`layers.${n}.normBias`)! },
  }))
  const head = { outputs: outputSize(spec), weights: found.get('head.weights')!, bias: found.get('head.bias')! }
  return { layers, head }
}
