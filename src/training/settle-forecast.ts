import { createSequenceNetwork } from '../kernel/create-sequence-network.ts'
import { inputSize, stateSize, type HeadSpec, type ModelSpec } from '../model/spec.ts'
import { tensorLayout } from '../model/tensors.ts'
import type { TrainingSequence } from './training-sequence.ts'
import { runValidation } from './validation.ts'

/** What was done to one horizon's outputs. */
export interface Settled {
  readonly horizon: number
  /** Factor on the point's change from the last value, in 0..1. */
  readonly shrink: number
  /** Factor on the quantiles' changes, in 0.5..2. */
  readonly widen: number
}

type ForecastHead = Extract<HeadSpec, { kind: 'forecast' }>

/** With fewer known answers than this, chance would decide. */
const leastAnswers = 200
const shrinkSteps = 8
const warmUp = 256

/**
 * Corrects what a short training on noisy prices gets wrong, on the validation stretch, by scaling the head's rows in
 * place: the point is drawn to the last value as far as that lowers its error, and the quantiles are moved out or in
 * together until the outer two cover what they say (split conformal calibration of a scale).
 */
export function settleForecast(
  weights: Float32Array,
  spec: ModelSpec,
  sequences: readonly TrainingSequence[],
): readonly Settled[] {
  const head = spec.head as ForecastHead
  const width = 1 + head.quantiles.length
  const answers = collectAnswers(weights, spec, head, sequences)
  const { tensors } = tensorLayout(spec)
  return head.horizons.map((horizon, h) => {
    const { rows, targets } = answers[h]!
    const enough = targets.length >= leastAnswers
    const shrink = enough ? bestShrink(rows, targets, width) : 1
    const widen = enough ? bestWidening(rows, targets, head.quantiles) : 1
    for (const tensor of tensors.filter(({ name }) => name.startsWith('head.'))) {
      const perRow = tensor.length / (head.horizons.length * width)
      for (let o = 0; o < width; o++) {
        const from = tensor.offset + (h * width + o) * perRow
        for (let i = from; i < from + perRow; i++) weights[i]! *= o === 0 ? shrink : widen
      }
    }
    return { horizon, shrink, widen }
  })
}

interface Answers {
  /** [answers][point, quantiles...] */
  readonly rows: number[]
  readonly targets: number[]
}

function collectAnswers(
  weights: Float32Array,
  spec: ModelSpec,
  { horizons, quantiles }: ForecastHead,
  sequences: readonly TrainingSequence[],
): Answers[] {
  const network = createSequenceNetwork(spec, weights)
  const answers: Answers[] = horizons.map(() => ({ rows: [], targets: [] }))
  const width = 1 + quantiles.length
  const sizes = { inputSize: inputSize(spec), targetSize: horizons.length, stateSize: stateSize(spec) }
  const shape = { timesteps: 64, streams: Math.min(16, sequences.length), ...sizes }
  runValidation(network, sequences, shape, warmUp, (chunk) => {
    for (let p = 0; p < chunk.positions; p++) {
      if (chunk.weights[p] === 0) continue
      answers.forEach(({ rows, targets }, h) => {
        const target = chunk.targets[p * horizons.length + h]!
        if (Number.isNaN(target)) return
        const at = (p * horizons.length + h) * width
        for (let o = 0; o < width; o++) rows.push(chunk.outputs[at + o]!)
        targets.push(target)
      })
    }
  })
  network.close()
  return answers
}

/** The factor with the least mean absolute error; the smallest of equals. */
function bestShrink(rows: readonly number[], targets: readonly number[], width: number): number {
  const totals = Array.from({ length: shrinkSteps + 1 }, (_, step) =>
    targets.reduce((sum, target, n) => sum + Math.abs(target - (step / shrinkSteps) * rows[n * width]!), 0),
  )
  return totals.indexOf(Math.min(...totals)) / shrinkSteps
}

function bestWidening(rows: readonly number[], targets: readonly number[], quantiles: readonly number[]): number {
  const low = quantiles[0] ?? 0.5
  const high = quantiles.at(-1) ?? 0.5
  if (!(low < 0.5 && high > 0.5)) return 1
  const width = 1 + quantiles.length
  // The factor at which each answer would be just inside the band.
  const needed = targets.map((target, n) => {
    const bound = rows[n * width + (target < 0 ? 1 : quantiles.length)]!
    return bound * target > 0 ? target / bound : target === 0 ? 0 : Infinity
  })
  const sorted = Float64Array.from(needed).sort()
  const place = Math.min(sorted.length - 1, Math.ceil((high - low) * (sorted.length + 1)) - 1)
  return Math.fround(Math.min(2, Math.max(0.5, sorted[place]!)))
}
