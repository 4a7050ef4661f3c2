import type { NetworkSpec, SequenceNetwork } from '../kernel/stepper.ts'

/**
 * Computes forward and backward passes for the trainer. Everything else (order of the data, losses, optimiser,
 * stopping, resuming) is the trainer's, so that engines can be compared and exchanged.
 */
export interface TrainingEngine {
  /** Goes into the model's report. */
  readonly name: string
  /** Whether `forward` of its networks takes masks; otherwise outputs can't be dropped out. */
  readonly masksOutputs?: boolean
  /** @param weights first parameters, copied; [`tensorLayout(spec).length`] */
  createNetwork(spec: NetworkSpec, weights: Float32Array): SequenceNetwork
}
