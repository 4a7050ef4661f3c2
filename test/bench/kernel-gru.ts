import { createStepper } from '../../src/kernel/create-stepper.ts'
import type { GruContender, GruProblem } from './gru-problem.ts'

/** Ours: inputs in, one call, h and the head's output there to be read. */
export function createKernelGru({ spec, weights, inputs, hidden, rows }: GruProblem): GruContender {
  const stepper = createStepper(spec, weights, { maxRows: rows })
  if (stepper.inputStride !== inputs) throw new Error('rows of inputs are expected without gaps')
  return {
    step(x) {
      stepper.inputs.set(x)
      stepper.step(rows)
    },
    state() {
      const h = new Float32Array(rows * hidden)
      for (let row = 0; row < rows; row++) {
        const from = row * stepper.stateStride
        h.set(stepper.states.subarray(from, from + hidden), row * hidden)
      }
      return h
    },
  }
}
