import type { TrainingOptions } from './training-options.ts'

/** How far a training is. Losses are means a timestep; null before the first is known. */
export interface TrainingProgress {
  readonly updates: number
  readonly totalUpdates: number
  /** Trained on so far, burn-in included, padding left out. */
  readonly timesteps: number
  readonly epochs: number
  readonly trainingLoss: number | null
  readonly validationLoss: number | null
  readonly bestValidationLoss: number | null
}

export interface TrainingResult {
  readonly weights: Float32Array
  readonly report: TrainingReport
}

/** For the model file: a function of the training's input alone, so that models can be reproduced byte by byte. */
export interface TrainingReport {
  readonly engine: string
  readonly options: TrainingOptions
  readonly updates: number
  readonly timesteps: number
  readonly epochs: number
  readonly trainingLoss: number | null
  readonly validationLoss: number | null
  /** The update whose weights were kept. */
  readonly bestUpdate: number
  readonly stoppedEarly: boolean
}
