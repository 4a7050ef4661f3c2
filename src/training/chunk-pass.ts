import { maskRows } from '../kernel/mask-rows.ts'
import type { SequenceNetwork } from '../kernel/stepper.ts'
import type { Dropout } from './dropout.ts'
import type { Loss, LossSum } from './losses/loss.ts'

/** What a network is run over at once; [timesteps][streams][...]. */
export interface Chunk {
  readonly inputs: Float32Array
  readonly targets: Float32Array
  readonly weights: Float32Array
}

/**
 * Forward, loss and backward of one chunk: sets `network.gradients` to the gradient of the chunk's mean loss, and `states`
 * [streams][stateSize] to those after it. Where nothing is scored, or the loss is not finite, gradients stay as they are.
 *
 * @param index which chunk of the training this is, counted from 0; dropout depends on it
 */
export type ChunkPass = (chunk: Chunk, states: Float32Array, index: number) => LossSum

export function createChunkPass(
  network: SequenceNetwork,
  loss: Loss,
  { timesteps, streams }: { readonly timesteps: number; readonly streams: number },
  dropout: Dropout | undefined,
): ChunkPass {
  const positions = timesteps * streams
  const outputGradients = new Float32Array(positions * loss.outputSize)
  return (chunk, states, index) => {
    dropout?.begin(index, network)
    const inputs = dropout?.inputs ? masked(chunk.inputs, dropout.inputs, positions, streams) : chunk.inputs
    const forward = network.forward(inputs, states, timesteps, streams, dropout?.outputs)
    const sum = loss.add(forward.outputs, chunk.targets, chunk.weights, outputGradients, positions)
    states.set(forward.states)
    if (sum.weight > 0 && Number.isFinite(sum.loss)) {
      for (let i = 0; i < outputGradients.length; i++) outputGradients[i]! /= sum.weight
      network.gradients.fill(0)
      network.backwardParameters(outputGradients)
    }
    dropout?.end(network)
    return sum
  }
}

function masked(inputs: Float32Array, mask: Float32Array, positions: number, streams: number): Float32Array {
  const result = new Float32Array(inputs.length)
  maskRows(inputs, result, inputs.length / positions, positions, mask, streams)
  return result
}
