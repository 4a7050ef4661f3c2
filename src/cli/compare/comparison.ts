import type { CellKind } from '../../model/spec.ts'

/** RNN, LSTM and GRU as measured facts: what `tickwise compare --json` prints. */
export interface Comparison {
  readonly hidden: number
  /** Numbers a tick that speed, size and step time are measured with. */
  readonly inputs: number
  readonly seed: number
  readonly engine: string
  /** The file that the forecasts were scored on. */
  readonly data: string
  readonly cells: readonly CellComparison[]
  readonly control: ControlComparison
  /** The line through the first value and the last. */
  readonly drift: NaiveResult
}

/**
 * The same inputs, units and head without recurrence, h = tanh(W_xh x + b): what it reaches is owed to the features, and
 * only what a cell adds to that is owed to its state.
 */
export interface ControlComparison {
  readonly parameters: number
  /** Forward, a tick. */
  readonly multiplyAdds: number
  readonly stateBytes: 0
  readonly forecast: ForecastResult
}

export interface CellComparison {
  readonly cell: CellKind
  readonly size: CellSize
  readonly speed: CellSpeed
  readonly adding: readonly AddingResult[]
  readonly gradient: { readonly atFirst: GradientNorms; readonly trained: TrainedGradientNorms }
  readonly forecast: ForecastResult
}

export interface CellSize {
  /** Their names; the candidate is none. */
  readonly gates: readonly string[]
  readonly parameters: number
  /** Forward, a tick. */
  readonly multiplyAdds: number
  /** Bytes of hidden state a key. */
  readonly stateBytes: number
}

export interface CellSpeed {
  /** Batch 64, 32 timesteps, with Adam. */
  readonly trainedTimestepsPerSecond: number
  /** One tick of one key. */
  readonly stepMicroseconds: number
}

/** The adding problem at one length. */
export interface AddingResult {
  readonly timesteps: number
  /** Of each seed that ran, on sequences that training did not see; two that agree are enough. */
  readonly runs: readonly {
    readonly seed: number
    /** The better of two. */
    readonly learningRate: number
    readonly squaredError: number
    readonly updates: number
  }[]
  /** In two of three seeds. */
  readonly solved: boolean
  readonly seconds: number
}

/** How the last state hangs on earlier ones. */
export interface GradientNorms {
  /** ‖d h_T / d s_t‖ by lag T - t, from 0: the root of the mean square stretch of a direction, 1 for a perfect memory. */
  readonly byLag: readonly number[]
  /** Share of steps back in time at which the gradient grew by more than a tenth. */
  readonly exploding: number
}

export interface TrainedGradientNorms extends GradientNorms {
  /** Length of the adding problem that was trained on. */
  readonly on: number
  readonly solved: boolean
}

export interface NaiveResult {
  /** Mean absolute error over that of the last value, pooled over all keys, one entry a horizon. */
  readonly horizons: readonly { readonly horizon: number; readonly ratio: number }[]
}

export interface ForecastResult {
  readonly trainingSeconds: number
  readonly updates: number
  /** Mean absolute error over that of the last value, pooled over all keys, one entry a horizon. */
  readonly horizons: readonly { readonly horizon: number; readonly ratio: number; readonly coverage: number }[]
}
