import type { ModelSpec } from './spec.ts'
import { tensorLayout } from './tensors.ts'

/** Numbers of a whole network by `tensorLayout`: weights or gradients. */
export type Flat = Float32Array | Float64Array

/** One layer's tensors, views into flat numbers; shapes as in `tensorLayout`. */
export interface LayerTensors<T extends Flat = Float32Array> {
  readonly inputWeights: T
  readonly recurrentWeights: T
  readonly bias: T
  readonly recurrentBias: T | undefined
  /** Of what the layer takes in, where it is normalised. */
  readonly norm: { readonly gain: T; readonly bias: T } | undefined
}

export interface NetworkTensors<T extends Flat = Float32Array> {
  readonly layers: readonly LayerTensors<T>[]
  readonly head: { readonly weights: T; readonly bias: T }
}

/** The layers' and the head's tensors of a network with a linear head, as views. */
export function viewTensors<T extends Flat>(
  spec: Pick<ModelSpec, 'input' | 'layers' | 'head'>,
  flat: T,
): NetworkTensors<T> {
  const views = new Map(
    tensorLayout(spec).tensors.map(({ name, offset, length }) => [name, flat.subarray(offset, offset + length) as T]),
  )
  return {
    layers: spec.layers.map(({ layerNorm }, n) => ({
      inputWeights: views.get(`layers.${n}.inputWeights`)!,
      recurrentWeights: views.get(`layers.${n}.recurrentWeights`)!,
      bias: views.get(`layers.${n}.bias`)!,
      recurrentBias: views.get(`layers.${n}.recurrentBias`),
      norm: layerNorm && { gain: views.get(`layers.${n}.normGain`)!, bias: views.get(`layers.${n}.normBias`)! },
    })),
    head: { weights: views.get('head.weights')!, bias: views.get('head.bias')! },
  }
}
