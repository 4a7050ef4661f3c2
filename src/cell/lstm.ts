import type { Cell } from './cell.ts'
import { plus, sigmoid, tanh, throughSigmoid, throughTanh, times } from './vector.ts'

/**
 * f_t = σ(W_f [h_{t-1}, x_t] + b_f)        i_t = σ(W_i [h_{t-1}, x_t] + b_i)
 * C̃_t = tanh(W_C [h_{t-1}, x_t] + b_C)     C_t = f_t ⊙ C_{t-1} + i_t ⊙ C̃_t
 * o_t = σ(W_o [h_{t-1}, x_t] + b_o)        h_t = o_t ⊙ tanh(C_t)
 *
 * x_t [inputs]; every other vector [hidden]; W_f, W_i, W_C, W_o [hidden][hidden + inputs]. State: [h, C].
 */
export const lstm: Cell = (layer, x, previous) => {
  const [W_i, W_f, W_C, W_o] = [layer.gates[0]!, layer.gates[1]!, layer.gates[2]!, layer.gates[3]!]
  const hPrevious = previous.slice(0, layer.hidden)
  const CPrevious = previous.slice(layer.hidden)

  const f = sigmoid(W_f.of(hPrevious, x))
  const i = sigmoid(W_i.of(hPrevious, x))
  const CTilde = tanh(W_C.of(hPrevious, x))
  const C = plus(times(f, CPrevious), times(i, CTilde))
  const o = sigmoid(W_o.of(hPrevious, x))
  const tanhC = tanh(C)
  const h = times(o, tanhC)

  return {
    state: Float64Array.of(...h, ...C),
    backward(dState) {
      const dh = dState.slice(0, layer.hidden)
      const dC = plus(dState.slice(layer.hidden), throughTanh(times(dh, o), tanhC))
      const dx = x.map(() => 0)
      const dhPrevious = hPrevious.map(() => 0)
      W_o.backward(throughSigmoid(times(dh, tanhC), o), hPrevious, x, dhPrevious, dx)
      W_C.backward(throughTanh(times(dC, i), CTilde), hPrevious, x, dhPrevious, dx)
      W_i.backward(throughSigmoid(times(dC, CTilde), i), hPrevious, x, dhPrevious, dx)
      W_f.backward(throughSigmoid(times(dC, CPrevious), f), hPrevious, x, dhPrevious, dx)
      return { dx, dPrevious: Float64Array.of(...dhPrevious, ...times(dC, f)) }
    },
  }
}
