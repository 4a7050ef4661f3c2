import { addingSequence } from '../../evaluation/tasks/adding-problem.ts'
import type { NetworkSpec } from '../../kernel/stepper.ts'
import { stateSize } from '../../model/spec.ts'
import { createRandom } from '../../numeric/random.ts'
import type { TrainingEngine } from '../../training/engine.ts'
import type { GradientNorms } from './comparison.ts'

const sequences = 4
/** A step at which the gradient grows by more than this is counted as exploding. */
const explodes = 1.1

/**
 * ‖d h_T / d s_t‖ along sequences of the adding problem, exactly: as many rows as h has units, each with the gradient of one
 * of them, are taken back one timestep at a time. s is all that a cell carries: h, and for an LSTM C too.
 */
export function measureGradient(
  spec: NetworkSpec,
  weights: Float32Array,
  timesteps: number,
  engine: TrainingEngine,
): GradientNorms {
  const random = createRandom(99)
  const squares = new Float64Array(timesteps + 1)
  let exploded = 0
  for (let n = 0; n < sequences; n++) {
    const norms = normsOf(spec, weights, addingSequence(timesteps, random).inputs, engine)
    norms.forEach((norm, lag) => {
      squares[lag]! += (norm * norm) / sequences
      if (lag > 0 && norm > explodes * norms[lag - 1]!) exploded++
    })
  }
  return { byLag: [...squares.map(Math.sqrt)], exploding: exploded / (sequences * timesteps) }
}

/** By lag, from 0 to the number of timesteps. */
function normsOf(spec: NetworkSpec, weights: Float32Array, inputs: Float32Array, engine: TrainingEngine): number[] {
  const { hidden } = spec.layers.at(-1)!
  const width = stateSize(spec)
  const network = engine.createNetwork(spec, weights)
  try {
    const timesteps = inputs.length / 2
    const states = [new Float32Array(width)]
    for (let t = 0; t < timesteps; t++) {
      states.push(network.forward(inputs.subarray(2 * t, 2 * t + 2), states[t]!, 1, 1).states.slice())
    }
    let gradient = new Float32Array(hidden * width)
    for (let unit = 0; unit < hidden; unit++) gradient[unit * width + unit] = 1
    const norms = [1]
    const none = new Float32Array(hidden)
    for (let t = timesteps - 1; t >= 0; t--) {
      const x = repeat(inputs.subarray(2 * t, 2 * t + 2), hidden)
      network.forward(x, repeat(states[t]!, hidden), 1, hidden)
      gradient = network.backward(none, gradient).states.slice()
      norms.push(Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0) / hidden))
    }
    return norms
  } finally {
    network.close()
  }
}

function repeat(row: Float32Array, times: number): Float32Array {
  const rows = new Float32Array(row.length * times)
  for (let n = 0; n < times; n++) rows.set(row, n * row.length)
  return rows
}
