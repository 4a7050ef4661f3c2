import type { Cell } from './cell.ts'
import { add } from './gate.ts'
import { map, plus, sigmoid, tanh, throughSigmoid, throughTanh, times } from './vector.ts'

/**
 * z_t = σ(W_z [h_{t-1}, x_t] + b_z)                              r_t = σ(W_r [h_{t-1}, x_t] + b_r)
 * h̃_t = tanh(W_x x_t + b + r_t ⊙ (W_h h_{t-1} + b_hn))           h_t = (1 - z_t) ⊙ h_{t-1} + z_t ⊙ h̃_t
 *
 * x_t [inputs]; every other vector [hidden]; W = [W_h, W_x] [hidden][hidden + inputs]; b_hn is the recurrent bias. The
 * reset gate acts after the matrix product, as in PyTorch, cuDNN and Keras by default.
 */
export const gruResetAfter: Cell = (layer, x, hPrevious) => {
  const [W_r, W_z, W] = [layer.gates[0]!, layer.gates[1]!, layer.gates[2]!]
  const b_hn = layer.recurrentBias!

  const z = sigmoid(W_z.of(hPrevious, x))
  const r = sigmoid(W_r.of(hPrevious, x))
  const inner = W.ofState(hPrevious, b_hn)
  const hTilde = tanh(plus(W.ofInput(x), times(r, inner)))
  const h = map(hPrevious, (value, i) => (1 - z[i]!) * value + z[i]! * hTilde[i]!)

  return {
    state: h,
    backward(dh) {
      const dx = x.map(() => 0)
      const dhPrevious = map(dh, (value, i) => value * (1 - z[i]!))
      const dz = map(dh, (value, i) => value * (hTilde[i]! - hPrevious[i]!))
      const dCandidate = throughTanh(times(dh, z), hTilde)
      const dInner = times(dCandidate, r)
      W.backwardInput(dCandidate, x, dx)
      W.backwardState(dInner, hPrevious, dhPrevious)
      add(layer.recurrentBiasGradient!, dInner)
      W_r.backward(throughSigmoid(times(dCandidate, inner), r), hPrevious, x, dhPrevious, dx)
      W_z.backward(throughSigmoid(dz, z), hPrevious, x, dhPrevious, dx)
      return { dx, dPrevious: dhPrevious }
    },
  }
}
