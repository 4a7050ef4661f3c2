import type { SequenceNetwork } from '../kernel/stepper.ts'
import { createChunkFeed, type ChunkShape } from './chunk-feed.ts'
import type { Loss } from './losses/loss.ts'
import type { Segment } from './segment.ts'
import type { TrainingSequence } from './training-sequence.ts'

/** Outputs of a chunk beside its targets; positions with weight 0 are not in the validation stretch. */
export interface ValidationChunk {
  readonly outputs: Float32Array
  readonly targets: Float32Array
  readonly weights: Float32Array
  readonly positions: number
}

/**
 * Runs the validation stretch of every sequence as it is served: in order, with the state carried in from the `warmUp`
 * timesteps before.
 */
export function runValidation(
  network: SequenceNetwork,
  sequences: readonly TrainingSequence[],
  shape: ChunkShape,
  warmUp: number,
  visit: (chunk: ValidationChunk) => void,
): void {
  const segments: Segment[] = []
  sequences.forEach((sequence, index) => {
    const to = sequence.inputs.length / shape.inputSize
    const scoreFrom = sequence.validationFrom ?? to
    if (scoreFrom < to) segments.push({ sequence: index, from: Math.max(0, scoreFrom - warmUp), scoreFrom, to })
  })
  const feed = createChunkFeed(sequences, shape, () => segments.shift())
  const states = new Float32Array(shape.streams * shape.stateSize)
  while (feed.fill(states)) {
    const { inputs, targets, weights } = feed.parts[0]!
    const result = network.forward(inputs, states, shape.timesteps, shape.streams)
    states.set(result.states)
    visit({ outputs: result.outputs, targets, weights, positions: shape.timesteps * shape.streams })
  }
}

/** Mean loss over the validation stretches; undefined where nothing is to be scored. */
export function validationLoss(
  network: SequenceNetwork,
  loss: Loss,
  sequences: readonly TrainingSequence[],
  shape: ChunkShape,
  warmUp: number,
): number | undefined {
  const gradients = new Float32Array(shape.timesteps * shape.streams * loss.outputSize)
  const total = { loss: 0, weight: 0 }
  runValidation(network, sequences, shape, warmUp, ({ outputs, targets, weights, positions }) => {
    const part = loss.add(outputs, targets, weights, gradients, positions)
    total.loss += part.loss
    total.weight += part.weight
  })
  return total.weight > 0 ? total.loss / total.weight : undefined
}
