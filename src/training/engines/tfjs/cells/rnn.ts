import type { Tensor2D } from '../tensorflow.ts'
import { product, type TensorFlowCell } from './cell.ts'

/** h_t = tanh(W_hh h_{t-1} + W_xh x_t + b_h) */
export const rnn: TensorFlowCell =
  (tf, { recurrentWeights }) =>
  (a, { h }) => ({ h: tf.tanh(tf.add<Tensor2D>(a, product(tf, h, recurrentWeights))) })
