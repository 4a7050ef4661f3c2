/** One forecast of a tick: what the value will be `horizon` ticks later. */
export interface HorizonForecast {
  /** Ticks ahead, 1 or more. */
  readonly horizon: number
  readonly point: number
  /** The band the actual should fall into with the probability that the run asks for (80 % unless it says otherwise). */
  readonly lower: number
  readonly upper: number
}

/** How the forecasts of one horizon did so far, beside the last value as a forecast. */
export interface HorizonSkill {
  readonly horizon: number
  /** Forecasts whose actual is known by now. The other figures mean nothing while it is 0. */
  readonly scored: number
  /** Mean absolute error, in units of the value. */
  readonly networkMae: number
  readonly naiveMae: number
  /** Share of actuals inside the band, 0 to 1. */
  readonly coverage: number
}

/** What a run shows of one tick: to the page, to the terminal. Never saved. */
export interface Frame {
  readonly key: string
  /** Milliseconds since the epoch. */
  readonly eventTime: number | undefined
  /** The actual. */
  readonly value: number
  /** The actual as it came, a raw decimal. */
  readonly text?: string
  /** The last-value forecast for every horizon: the value itself. */
  readonly naive: number
  /** By ascending horizon. */
  readonly forecasts: readonly HorizonForecast[]
  readonly skill: readonly HorizonSkill[]
  /** Share of actuals that the band is to hold, 0 to 1; 0.8 when left out. */
  readonly band?: number
  /** The key's hidden state after this tick. May be a view on memory that the next tick overwrites. */
  readonly hidden?: Float32Array
  /** The gates' values at this tick, 0 to 1; of keys alone that somebody looks at. */
  readonly gates?: readonly { readonly name: string; readonly values: ArrayLike<number> }[]
}

export interface RunStatus {
  /** The pipeline's name. */
  readonly pipeline: string
  readonly ticks: number
  readonly keys: number
  readonly deadLetters: number
  readonly ticksPerSecond: number
  /** The next position to read, as the last checkpoint has it. */
  readonly checkpointOffset?: number
  readonly state: 'running' | 'paused' | 'ended'
}
