import { TickwiseError } from '../errors.ts'

/** Timesteps in the order they are served, with what the network should say at each. */
export interface TrainingSequence {
  /** [timesteps][inputs] */
  readonly inputs: Float32Array
  /** [timesteps][targets]; NaN where the answer is not known */
  readonly targets: Float32Array
  /** [timesteps], 0 or more; 1 by default */
  readonly weights?: Float32Array | undefined
  /**
   * First timestep of the validation stretch, which is never trained on; there is none by default. The caller masks the
   * targets before it that look into it.
   */
  readonly validationFrom?: number | undefined
}

/** Timesteps of a sequence. Throws `INPUT_INVALID` when its parts don't fit together or inputs are not finite. */
export function checkSequence(sequence: TrainingSequence, inputs: number, targets: number, index: number): number {
  const timesteps = sequence.inputs.length / inputs
  const { validationFrom = timesteps } = sequence
  const fits =
    Number.isInteger(timesteps) &&
    sequence.targets.length === timesteps * targets &&
    (sequence.weights === undefined || sequence.weights.length === timesteps) &&
    Number.isInteger(validationFrom) &&
    validationFrom >= 0 &&
    validationFrom <= timesteps
  if (!fits) {
    throw new TickwiseError('INPUT_INVALID', {
      expected: `sequence ${index} with ${inputs} inputs, ${targets} targets and at most 1 weight a timestep`,
      received:
        `${sequence.inputs.length} inputs, ${sequence.targets.length} targets, ` +
        `${sequence.weights?.length ?? 'no'} weights, validation from ${validationFrom}`,
      action: 'Make all parts equally long.',
    })
  }
  const bad = sequence.inputs.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) {
    throw new TickwiseError('INPUT_INVALID', {
      expected: 'finite inputs',
      received: `${sequence.inputs[bad]} in sequence ${index}, timestep ${Math.floor(bad / inputs)}`,
      action: 'Leave such ticks out.',
    })
  }
  return timesteps
}
