import type { Tensor2D } from '../tensorflow.ts'
import { gatesOf, product, type TensorFlowCell } from './cell.ts'

/** C_t = f_t ⊙ C_{t-1} + i_t ⊙ C̃_t, h_t = o_t ⊙ tanh(C_t); `src/cell/lstm.ts` has the gates. */
export const lstm: TensorFlowCell =
  (tf, { recurrentWeights }) =>
  (a, { h, c }) => {
    const [i, f, candidate, o] = gatesOf(tf, tf.add(a, product(tf, h, recurrentWeights)), 4)
    const C = tf.add<Tensor2D>(tf.mul(tf.sigmoid(f!), c!), tf.mul(tf.sigmoid(i!), tf.tanh(candidate!)))
    return { h: tf.mul(tf.sigmoid(o!), tf.tanh(C)), c: C }
  }
