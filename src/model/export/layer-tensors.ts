import type { Model } from '../model.ts'
import { inputSize, outputSize, type LayerSpec } from '../spec.ts'
import { viewTensors, type LayerTensors as Views, type NetworkTensors } from '../view-tensors.ts'

/** One layer's tensors in our gate order. */
export interface LayerTensors extends Views {
  readonly spec: LayerSpec
  readonly inputs: number
}

export interface ModelTensors {
  readonly layers: readonly LayerTensors[]
  readonly head: NetworkTensors['head'] & { readonly outputs: number }
}

/** A model's flat weights by layer, as views. */
export function layerTensors({ spec, weights }: Model): ModelTensors {
  const { layers, head } = viewTensors(spec, weights)
  return {
    layers: spec.layers.map((layer, n) => ({
      spec: layer,
      inputs: spec.layers[n - 1]?.hidden ?? inputSize(spec),
      ...layers[n]!,
    })),
    head: { outputs: outputSize(spec), ...head },
  }
}
