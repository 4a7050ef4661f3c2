import type { Tensor1D, Tensor2D, TensorFlow } from '../tensorflow.ts'

/** What a timestep needs of a layer's weights, as `tensorLayout` names them, gates stacked in `gateOrder`. */
export interface TensorFlowLayer {
  readonly hidden: number
  /** [gates * hidden][hidden] */
  readonly recurrentWeights: Tensor2D
  /** [hidden], only for a GRU with the reset after the product. */
  readonly recurrentBias: Tensor1D | undefined
}

/** [sequences][hidden]; `c` for an LSTM only. */
export interface CellState {
  readonly h: Tensor2D
  readonly c?: Tensor2D
}

/** One timestep by raw operations, so that `tf.grads` differentiates it: `a` is W_x x_t + b of all gates. */
export type Step = (a: Tensor2D, state: CellState) => CellState

/** Prepares what every timestep shares, such as parts of the weights. */
export type TensorFlowCell = (tf: TensorFlow, layer: TensorFlowLayer) => Step

/** The columns of each gate of `a` [sequences][gates * hidden]. */
export function gatesOf(tf: TensorFlow, a: Tensor2D, gates: number): readonly Tensor2D[] {
  return tf.split(a, gates, 1)
}

/** v W^T: the product of every row with W [rows][hidden]. */
export function product(tf: TensorFlow, v: Tensor2D, W: Tensor2D): Tensor2D {
  return tf.matMul(v, W, false, true)
}
