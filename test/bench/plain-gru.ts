import type { GruContender, GruProblem } from './gru-problem.ts'

/** The same cell as one would write it by hand: loops over Float32Arrays, nothing allocated. One row. */
export function createPlainGru({ inputs, hidden, inputWeights, recurrentWeights, bias }: GruProblem): GruContender {
  const h = new Float32Array(hidden)
  const reset = new Float32Array(hidden)
  const update = new Float32Array(hidden)
  const gated = new Float32Array(hidden)
  const sum = (row: number, x: Float32Array, state: Float32Array) => {
    let total = bias[row]!
    for (let i = 0, at = row * inputs; i < inputs; i++) total += inputWeights[at + i]! * x[i]!
    for (let i = 0, at = row * hidden; i < hidden; i++) total += recurrentWeights[at + i]! * state[i]!
    return total
  }
  return {
    step(x) {
      for (let unit = 0; unit < hidden; unit++) {
        reset[unit] = 1 / (1 + Math.exp(-sum(unit, x, h)))
        update[unit] = 1 / (1 + Math.exp(-sum(hidden + unit, x, h)))
      }
      for (let unit = 0; unit < hidden; unit++) gated[unit] = reset[unit]! * h[unit]!
      for (let unit = 0; unit < hidden; unit++) {
        const candidate = Math.tanh(sum(2 * hidden + unit, x, gated))
        h[unit] = (1 - update[unit]!) * h[unit]! + update[unit]! * candidate
      }
    },
    state: () => h,
  }
}
