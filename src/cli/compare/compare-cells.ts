import { initialise } from '../../model/initialise.ts'
import type { CellKind } from '../../model/spec.ts'
import type { TrainingEngine } from '../../training/engine.ts'
import { compareControl } from './compare-control.ts'
import { comparedCells, comparedNetwork } from './compared-layer.ts'
import type { CellComparison, Comparison } from './comparison.ts'
import { measureGradient } from './measure-gradient.ts'
import { measureSize } from './measure-size.ts'
import { measureSpeed } from './measure-speed.ts'
import type { ComparedSeries } from './read-compared-series.ts'
import { scoreDrift } from './score-drift.ts'
import { comparedHorizons, scoreForecast } from './score-forecast.ts'
import { solveAdding, type SolvedAdding } from './solve-adding.ts'

export interface CompareOptions {
  readonly hidden: number
  readonly seed: number
  /** Lengths of the adding problem, ascending. */
  readonly lengths: readonly number[]
  /** Gradient steps before a run of the adding problem is given up. */
  readonly addingUpdates: number
  readonly forecastUpdates: number
  readonly target: 'log-return' | 'difference'
  readonly engine: TrainingEngine
  readonly data: ComparedSeries
  readonly signal: AbortSignal
  /** What is being measured now; called `stepsOf(options)` times. */
  readonly onStep: (what: string) => void
}

/** Inputs of what is counted and timed; the adding problem has 2, a forecast its features. */
const inputs = 8
/** How far back the gradient is followed. */
const gradientTimesteps = 100

export function stepsOf({ lengths }: Pick<CompareOptions, 'lengths'>): number {
  return comparedCells.length * (3 + lengths.length) + 1
}

/** Measures one cell after the other. Throws `TRAINING_FAILED` and the signal's reason. */
export async function compareCells(options: CompareOptions): Promise<Comparison> {
  const cells: CellComparison[] = []
  for (const cell of comparedCells) cells.push(await compareCell(cell, options))
  const { hidden, seed, forecastUpdates: updates, target, engine, data, signal, onStep } = options
  onStep('stateless control: forecasts')
  const control = await compareControl({ hidden, updates, seed, target, signal, ...data }, inputs, engine)
  const drift = scoreDrift(data.series, comparedHorizons)
  return { hidden, inputs, seed, engine: engine.name, data: data.name, cells, control, drift }
}

async function compareCell(cell: CellKind, options: CompareOptions): Promise<CellComparison> {
  const { hidden, seed, lengths, addingUpdates, forecastUpdates, target, engine, data, signal, onStep } = options
  const spec = comparedNetwork(cell, hidden, inputs)
  onStep(`${cell}: speed`)
  const speed = measureSpeed(spec, engine)
  const adding: SolvedAdding[] = []
  for (const timesteps of lengths) {
    onStep(`${cell}: adding problem, ${timesteps} timesteps`)
    adding.push(await solveAdding({ cell, hidden, timesteps, updates: addingUpdates, seed, engine, signal }))
  }
  onStep(`${cell}: gradients`)
  const task = comparedNetwork(cell, hidden, 2)
  // The same task for every cell, whether it got there or not: what an unsolved one looks like is the point.
  const longest = adding.at(-1)!
  const gradient = {
    atFirst: measureGradient(task, initialise(task, seed), gradientTimesteps, engine),
    trained: {
      on: longest.timesteps,
      solved: longest.solved,
      ...measureGradient(task, longest.weights, gradientTimesteps, engine),
    },
  }
  onStep(`${cell}: forecasts`)
  const forecast = await scoreForecast({ cell, hidden, updates: forecastUpdates, seed, target, signal, ...data })
  return {
    cell,
    size: measureSize(spec),
    speed,
    adding: adding.map(({ timesteps, runs, solved, seconds }) => ({ timesteps, runs, solved, seconds })),
    gradient,
    forecast,
  }
}
