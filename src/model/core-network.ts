import type { ModelSpec } from './spec.ts'
import { inputSize } from './spec.ts'
import { tensorLayout } from './tensors.ts'

/** The part of a model that the kernels run: recurrent layers over vectors and a linear head of any size. */
export type CoreNetwork = Pick<ModelSpec, 'input' | 'layers' | 'head'>

/** A text model's recurrent layers, fed with vectors, under a linear head of `outputs` numbers. */
export function coreNetwork(spec: ModelSpec, outputs: number): CoreNetwork {
  return {
    input: { kind: 'vector', size: inputSize(spec) },
    layers: spec.layers,
    head: { kind: 'next', vocabulary: Array.from({ length: outputs }, (_, i) => String(i)) },
  }
}

/** Weights in front of the head: in both layouts they come first. */
export function layersLength(spec: CoreNetwork): number {
  return tensorLayout(spec).tensors.find(({ name }) => name.startsWith('head.'))!.offset
}

/** A tensor of flat weights by its name; empty where the spec has none. */
export function tensorOf(spec: CoreNetwork, weights: Float32Array, name: string): Float32Array {
  const found = tensorLayout(spec).tensors.find((tensor) => tensor.name === name)
  return found ? weights.subarray(found.offset, found.offset + found.length) : new Float32Array(0)
}
