import { createStepper } from '../../src/kernel/create-stepper.ts'
import type { GruContender, GruProblem } from './gru-problem.ts'

/** Ours: inputs in, one call, h and the head's output in buffers to be read. */
export function createKernelGru({ spec, weights, inputs, hidden, rows }: GruProblem): GruContender {
  const stepper = createStepper(spec, weights, { maxRows: rows })
  if (stepper.inputStride !== inputs) throw new Error('rows of inputs are expected without gaps')
  return {
    step(x) {
      stepper.inputs.set(x)
      stepper.step(rows)
    },
    results() {
      const results = new Float32Array(rows * hidden + rows)
      for (let row = 0; row < rows; row++) {
        const from = row * stepper.stateStride
        results.set(stepper.states.subarray(from, from + hidden), row * hidden)
        results[rows * hidden + row] = stepper.outputs[row * stepper.outputStride]!
      }
      return results
    },
  }
}
