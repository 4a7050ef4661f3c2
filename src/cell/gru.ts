import type { Cell } from './cell.ts'
import { map, plus, sigmoid, tanh, throughSigmoid, throughTanh, times } from './vector.ts'

/**
 * z_t = σ(W_z [h_{t-1}, x_t] + b_z)              r_t = σ(W_r [h_{t-1}, x_t] + b_r)
 * h̃_t = tanh(W [r_t ⊙ h_{t-1}, x_t] + b)         h_t = (1 - z_t) ⊙ h_{t-1} + z_t ⊙ h̃_t
 *
 * x_t [inputs]; every other vector [hidden]; W_z, W_r, W [hidden][hidden + inputs]. The reset gate acts before the
 * matrix product; `gruResetAfter` is the other form.
 */
export const gru: Cell = (layer, x, hPrevious) => {
  const [W_r, W_z, W] = [layer.gates[0]!, layer.gates[1]!, layer.gates[2]!]

  const z = sigmoid(W_z.of(hPrevious, x))
  const r = sigmoid(W_r.of(hPrevious, x))
  const rh = times(r, hPrevious)
  const hTilde = tanh(W.of(rh, x))
  const h = map(hPrevious, (value, i) => (1 - z[i]!) * value + z[i]! * hTilde[i]!)

  return {
    state: h,
    backward(dh) {
      const dx = x.map(() => 0)
      const dhPrevious = map(dh, (value, i) => value * (1 - z[i]!))
      const dz = map(dh, (value, i) => value * (hTilde[i]! - hPrevious[i]!))
      const drh = rh.map(() => 0)
      W.backward(throughTanh(times(dh, z), hTilde), rh, x, drh, dx)
      W_r.backward(throughSigmoid(times(drh, hPrevious), r), hPrevious, x, dhPrevious, dx)
      W_z.backward(throughSigmoid(dz, z), hPrevious, x, dhPrevious, dx)
      return { dx, dPrevious: plus(dhPrevious, times(drh, r)) }
    },
  }
}
