import type { LayerSpec } from '../spec.ts'

/** A network read from a file of another framework, already in our gate order, signs and layout. */
export interface ImportedNetwork {
  /** Where it comes from, for the model's report. */
  readonly source: string
  readonly layers: readonly ImportedLayer[]
  /** Undefined where the file ends with the hidden state. */
  readonly head: ImportedHead | undefined
}

/** Tensors as `tensorLayout` lays them out; gates * hidden rows. */
export interface ImportedLayer {
  readonly spec: LayerSpec
  readonly inputs: number
  /** [gates * hidden][inputs] */
  readonly inputWeights: Float32Array
  /** [gates * hidden][hidden] */
  readonly recurrentWeights: Float32Array
  /** [gates * hidden] */
  readonly bias: Float32Array
  /** [hidden], for a GRU with reset after. */
  readonly recurrentBias?: Float32Array
}

export interface ImportedHead {
  readonly outputs: number
  /** [outputs][hidden of the last layer] */
  readonly weights: Float32Array
  /** [outputs] */
  readonly bias: Float32Array
  /** What the file puts behind the linear layer. Our heads bring their own. */
  readonly activation: 'none' | 'sigmoid' | 'softmax'
}
