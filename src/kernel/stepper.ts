import type { ModelSpec } from '../model/spec.ts'

/** The part of a model spec that the kernels need. */
export type NetworkSpec = Pick<ModelSpec, 'input' | 'layers' | 'head'>

/**
 * Advances many keys by one timestep as one matrix. The caller fills rows of `inputs` and `states`, calls `step`, and
 * reads `states` (advanced in place) and `outputs`. Row r of a matrix begins at r * its stride. Any number of rows
 * gives the same bits for each row. Nothing is allocated by a step.
 */
export interface Stepper {
  readonly maxRows: number
  readonly inputSize: number
  readonly stateSize: number
  readonly outputSize: number
  readonly inputStride: number
  readonly stateStride: number
  readonly outputStride: number
  readonly inputs: Float32Array
  readonly states: Float32Array
  readonly outputs: Float32Array
  /** `rows` in 0..maxRows. */
  step(rows: number): void
  close(): void
}

/**
 * Forward and backward over [timestep][sequence] for training. Matrices are [timestep][sequence][unit], contiguous.
 */
export interface SequenceNetwork {
  /** The flat parameters by `tensorLayout`. Call `load` after changing them. */
  readonly parameters: Float32Array
  /** Same layout; `backward` adds to it. */
  readonly gradients: Float32Array
  load(): void
  /**
   * `masks`: a factor [sequences][hidden] for what each layer passes on to the next or to the head, at every timestep;
   * its own state is not touched. An engine that can't says so (`masksOutputs`).
   *
   * Inputs [timesteps][sequences][inputs] and states [sequences][stateSize] at the start; returns outputs
   * [timesteps][sequences][outputs] and the states after the last timestep. Both are views, valid until the next call.
   */
  forward(
    inputs: Float32Array,
    states: Float32Array,
    timesteps: number,
    sequences: number,
    masks?: readonly Float32Array[],
  ): { outputs: Float32Array; states: Float32Array }
  /**
   * From d loss / d outputs (and, where given, d loss / d last states), adds d loss / d parameters to `gradients`;
   * returns d loss / d inputs and d loss / d initial states. Belongs to the `forward` before it.
   */
  backward(outputGradients: Float32Array, stateGradients?: Float32Array): { inputs: Float32Array; states: Float32Array }
  /** As `backward`, for those who need no more than `gradients`: an engine may leave the rest out. */
  backwardParameters(outputGradients: Float32Array): void
  close(): void
}
