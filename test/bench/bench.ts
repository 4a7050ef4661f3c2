/** One measurement: a cost (time an operation) or a rate, in the unit of its figure. */
export type Measure = () => number | Promise<number>

export interface Baseline {
  readonly name: string
  readonly measure: Measure
  /** Default: the figure's. */
  readonly unit?: string
  /** How many times better than this baseline the value must be; left out, it is there for information. */
  readonly goal?: number
}

/** A number that is promised. Value and baselines are measured in turn, round after round, in one run. */
export interface Figure {
  readonly name: string
  readonly unit: string
  readonly better: 'lower' | 'higher'
  readonly value: Measure
  readonly baselines: readonly Baseline[]
  /** A bound on the value itself, for what does not depend on the machine. */
  readonly limit?: { readonly atMost: number } | { readonly atLeast: number }
  /** Default 9; a figure whose single measurement is long takes fewer. */
  readonly rounds?: number
}

export interface Bench {
  readonly name: string
  /** What is measured, and what a reader should know about the baseline. */
  readonly about: string
  /** Sets up, checks that all contenders agree, and returns the figures one after another. */
  figures(): AsyncIterable<Figure> | Iterable<Figure>
}
