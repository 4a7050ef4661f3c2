import { gatesOf, product, type TensorFlowCell } from './cell.ts'

/** h̃_t = tanh(W [r_t ⊙ h_{t-1}, x_t] + b), h_t = (1 - z_t) ⊙ h_{t-1} + z_t ⊙ h̃_t; `src/cell/gru.ts` has the gates. */
export const gru: TensorFlowCell = (tf, { hidden, recurrentWeights }) => {
  const ofGates = tf.slice(recurrentWeights, [0, 0], [2 * hidden, hidden])
  const ofCandidate = tf.slice(recurrentWeights, [2 * hidden, 0], [hidden, hidden])
  return (a, { h }) => {
    const [aReset, aUpdate, aCandidate] = gatesOf(tf, a, 3)
    const [hReset, hUpdate] = gatesOf(tf, product(tf, h, ofGates), 2)
    const r = tf.sigmoid(tf.add(aReset!, hReset!))
    const z = tf.sigmoid(tf.add(aUpdate!, hUpdate!))
    const candidate = tf.tanh(tf.add(aCandidate!, product(tf, tf.mul(r, h), ofCandidate)))
    return { h: tf.add(h, tf.mul(z, tf.sub(candidate, h))) }
  }
}
