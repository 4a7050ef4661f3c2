import type { SequenceNetwork } from '../kernel/stepper.ts'
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
 */
export type ChunkPass = (chunk: Chunk, states: Float32Array) => LossSum

export function createChunkPass(
  network: SequenceNetwork,
  loss: Loss,
  { timesteps, streams }: { readonly timesteps: number; readonly streams: number },
): ChunkPass {
  const positions = timesteps * streams
  const outputGradients = new Float32Array(positions * loss.outputSize)
  return ({ inputs, targets, weights }, states) => {
    const forward = network.forward(inputs, states, timesteps, streams)
    const sum = loss.add(forward.outputs, targets, weights, outputGradients, positions)
    states.set(forward.states)
    if (sum.weight > 0 && Number.isFinite(sum.loss)) {
      for (let i = 0; i < outputGradients.length; i++) outputGradients[i]! /= sum.weight
      network.gradients.fill(0)
      network.backward(outputGradients)
    }
    return sum
  }
}
