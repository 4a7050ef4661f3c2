import type { Figure } from './bench.ts'

export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

export interface FigureResult {
  readonly figure: Figure
  readonly value: Spread
  readonly comparisons: readonly {
    readonly name: string
    readonly unit: string
    readonly goal: number | undefined
    readonly baseline: Spread
    /** How many times better the value is, round by round: both sides of a round met the same machine. */
    readonly ratio: Spread
    readonly passed: boolean
  }[]
  readonly passed: boolean
}

/** Measures value and baselines alternately; the first round warms up and is not counted. */
export async function measureFigure(figure: Figure): Promise<FigureResult> {
  const contenders = [figure.value, ...figure.baselines.map(({ measure }) => measure)]
  const rounds: number[][] = []
  for (let round = 0; round <= (figure.rounds ?? 9); round++) {
    const results: number[] = []
    for (let i = 0; i < contenders.length; i++) {
      const turn = (i + round) % contenders.length
      globalThis.gc?.()
      results[turn] = await contenders[turn]!()
    }
    if (round > 0) rounds.push(results)
  }
  const column = (i: number) => rounds.map((results) => results[i]!)
  const value = spreadOf(column(0))
  const comparisons = figure.baselines.map(({ name, goal, unit = figure.unit }, n) => {
    const ratios = rounds.map((results) => {
      const ratio = results[n + 1]! / results[0]!
      return figure.better === 'lower' ? ratio : 1 / ratio
    })
    const ratio = spreadOf(ratios)
    return { name, unit, goal, baseline: spreadOf(column(n + 1)), ratio, passed: ratio.median >= (goal ?? 0) }
  })
  const passed = comparisons.every((comparison) => comparison.passed) && isWithin(value.median, figure.limit)
  return { figure, value, comparisons, passed }
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return { median, least: sorted[0]!, most: sorted.at(-1)! }
}

function isWithin(value: number, limit: Figure['limit']): boolean {
  if (!limit) return true
  return 'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast
}
