import { createStepper } from '../../../../src/kernel/create-stepper.ts'
import type { Model } from '../../../../src/model/model.ts'

/** Outputs [sequence][timestep][output] of the served network, from a zero state, for inputs [sequence][timestep][unit]. */
export function runModel(
  { spec, weights }: Model,
  sequences: readonly (readonly (readonly number[])[])[],
): number[][][] {
  const stepper = createStepper(spec, weights)
  try {
    return sequences.map((sequence) => {
      stepper.states.fill(0)
      return sequence.map((inputs) => {
        stepper.inputs.set(inputs)
        stepper.step(1)
        return [...stepper.outputs.subarray(0, stepper.outputSize)]
      })
    })
  } finally {
    stepper.close()
  }
}
