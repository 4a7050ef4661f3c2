import type { GruContender, GruProblem } from './gru-problem.ts'

/** y = start + W v, W [rows][columns]: how a sum over a Float32Array is written by hand. */
export type PlainProduct = (W: Float32Array, v: Float32Array, start: Float32Array, y: Float32Array) => void

/** In float32 as everybody else here computes. */
export const float32Sums: PlainProduct = (W, v, start, y) => {
  for (let row = 0; row < y.length; row++) {
    let sum = start[row]!
    for (let column = 0; column < v.length; column++) {
      sum = Math.fround(sum + Math.fround(W[row * v.length + column]! * v[column]!))
    }
    y[row] = sum
  }
}

/** In JavaScript's own float64: half the time, other bits. */
export const float64Sums: PlainProduct = (W, v, start, y) => {
  for (let row = 0; row < y.length; row++) {
    let sum = start[row]!
    for (let column = 0; column < v.length; column++) sum += W[row * v.length + column]! * v[column]!
    y[row] = sum
  }
}

/** The same network as one would write it by hand: loops over Float32Arrays, nothing allocated. One row. */
export function createPlainGru(problem: GruProblem, product: PlainProduct): GruContender {
  const { hidden, inputWeights, recurrentWeights, bias, headWeights, headBias } = problem
  const gates = new Float32Array(3 * hidden)
  const results = new Float32Array(hidden + 1)
  const h = results.subarray(0, hidden)
  const y = results.subarray(hidden)
  const gated = new Float32Array(hidden)
  const cut = 2 * hidden * hidden
  const [ofBoth, ofCandidate] = [recurrentWeights.subarray(0, cut), recurrentWeights.subarray(cut)]
  const [both, candidate] = [gates.subarray(0, 2 * hidden), gates.subarray(2 * hidden)]
  return {
    step(x) {
      product(inputWeights, x, bias, gates)
      product(ofBoth, h, both, both)
      for (let i = 0; i < both.length; i++) both[i] = 1 / (1 + Math.exp(-both[i]!))
      for (let unit = 0; unit < hidden; unit++) gated[unit] = both[unit]! * h[unit]!
      product(ofCandidate, gated, candidate, candidate)
      for (let unit = 0; unit < hidden; unit++) {
        const z = both[hidden + unit]!
        h[unit] = (1 - z) * h[unit]! + z * Math.tanh(candidate[unit]!)
      }
      product(headWeights, h, headBias, y)
    },
    results: () => results,
  }
}
