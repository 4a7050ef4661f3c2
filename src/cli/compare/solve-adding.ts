import { setImmediate } from 'node:timers/promises'
import { addingBaseline, addingSequence } from '../../evaluation/tasks/adding-problem.ts'
import { initialise } from '../../model/initialise.ts'
import type { CellKind } from '../../model/spec.ts'
import { createRandom } from '../../numeric/random.ts'
import type { TrainingEngine } from '../../training/engine.ts'
import { createTrainer } from '../../training/trainer.ts'
import { comparedNetwork } from './compared-layer.ts'
import type { AddingResult } from './comparison.ts'

/** A tenth of what the best constant answer errs. */
export const solvedBelow = addingBaseline / 10
const trainingSequences = 4000
const heldOutSequences = 400
const seeds = [1, 2, 3]
const enough = 2
/** Each seed is given the second where the first does not get it there: what suits a GRU is too much for an RNN. */
const learningRates = [0.02, 0.002]

export interface AddingTask {
  readonly cell: CellKind
  readonly hidden: number
  readonly timesteps: number
  /** Gradient steps before a seed is given up. */
  readonly updates: number
  /** Added to the three seeds. */
  readonly seed: number
  readonly engine: TrainingEngine
  readonly signal: AbortSignal
}

export interface SolvedAdding extends AddingResult {
  /** Of the first seed, when it was solved or given up. */
  readonly weights: Float32Array
}

/** Trains on the adding problem until two seeds agree, each until it solves the problem or is given up. */
export async function solveAdding(task: AddingTask): Promise<SolvedAdding> {
  const started = performance.now()
  const runs: Run[] = []
  const solved = () => runs.filter(({ squaredError }) => squaredError < solvedBelow).length
  for (const seed of seeds) {
    if (solved() >= enough || runs.length - solved() >= enough) break
    runs.push(await trySeed(task, task.seed + seed))
  }
  return {
    timesteps: task.timesteps,
    runs: runs.map(({ weights: _, ...run }) => run),
    solved: solved() >= enough,
    seconds: (performance.now() - started) / 1000,
    weights: runs[0]!.weights,
  }
}

type Run = AddingResult['runs'][number] & { readonly weights: Float32Array }

async function trySeed(task: AddingTask, seed: number): Promise<Run> {
  const runs: Run[] = []
  for (const peak of learningRates) {
    const run = await trainSeed(task, seed, peak)
    runs.push(run)
    if (run.squaredError < solvedBelow) break
  }
  return runs.reduce((best, run) => (run.squaredError < best.squaredError ? run : best))
}

async function trainSeed(task: AddingTask, seed: number, peak: number): Promise<Run> {
  const { cell, hidden, timesteps, updates, engine, signal } = task
  const network = comparedNetwork(cell, hidden, 2)
  const random = createRandom(seed)
  const sequences = Array.from({ length: trainingSequences + heldOutSequences }, (_, n) => ({
    ...addingSequence(timesteps, random),
    validationFrom: n < trainingSequences ? timesteps : 0,
  }))
  const trainer = createTrainer({
    network,
    weights: initialise(network, seed),
    sequences,
    engine,
    options: {
      seed,
      updates,
      batch: 32,
      timesteps,
      burnIn: 0,
      learningRate: { peak, warmUp: 50, decay: 'constant' },
      loss: { point: 'squared' },
      validateEvery: 100,
      validationWarmUp: 0,
      patience: updates,
    },
  })
  try {
    // The loss is half of the square.
    const squaredError = () => 2 * trainer.progress().validationLoss!
    while (!trainer.done && squaredError() >= solvedBelow) {
      trainer.update()
      if (trainer.progress().updates % 10 === 0) await setImmediate()
      signal.throwIfAborted()
    }
    const { updates: done } = trainer.progress()
    return { seed, learningRate: peak, squaredError: squaredError(), updates: done, weights: trainer.result().weights }
  } finally {
    trainer.close()
  }
}
