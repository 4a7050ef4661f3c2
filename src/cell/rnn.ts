import type { Cell } from './cell.ts'
import { tanh, throughTanh } from './vector.ts'

/**
 * h_t = tanh(W_hh h_{t-1} + W_xh x_t + b_h)
 *
 * x_t [inputs]; h_t, b_h [hidden]; W_hh [hidden][hidden]; W_xh [hidden][inputs].
 */
export const rnn: Cell = (layer, x, hPrevious) => {
  const W = layer.gates[0]!
  const h = tanh(W.of(hPrevious, x))

  return {
    state: h,
    backward(dh) {
      const dx = x.map(() => 0)
      const dhPrevious = hPrevious.map(() => 0)
      W.backward(throughTanh(dh, h), hPrevious, x, dhPrevious, dx)
      return { dx, dPrevious: dhPrevious }
    },
  }
}
