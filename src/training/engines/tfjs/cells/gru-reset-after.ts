import { gatesOf, product, type TensorFlowCell } from './cell.ts'

/** h̃_t = tanh(W_x x_t + b + r_t ⊙ (W_h h_{t-1} + b_hn)); the rest as in `gru`. */
export const gruResetAfter: TensorFlowCell =
  (tf, { recurrentWeights, recurrentBias }) =>
  (a, { h }) => {
    const [aReset, aUpdate, aCandidate] = gatesOf(tf, a, 3)
    const [hReset, hUpdate, hCandidate] = gatesOf(tf, product(tf, h, recurrentWeights), 3)
    const r = tf.sigmoid(tf.add(aReset!, hReset!))
    const z = tf.sigmoid(tf.add(aUpdate!, hUpdate!))
    const candidate = tf.tanh(tf.add(aCandidate!, tf.mul(r, tf.add(hCandidate!, recurrentBias!))))
    return { h: tf.add(h, tf.mul(z, tf.sub(candidate, h))) }
  }
