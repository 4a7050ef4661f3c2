import type { NetworkSpec, SequenceNetwork } from '../kernel/stepper.ts'
import type { FeedPart } from './chunk-feed.ts'
import { createChunkPass } from './chunk-pass.ts'
import { createDropout } from './dropout.ts'
import { createLoss } from './losses/create-loss.ts'
import type { LossSum } from './losses/loss.ts'
import type { TrainingOptions } from './training-options.ts'

/** Forward, loss and backward of a whole batch. */
export interface BatchPass {
  /**
   * Loads the network's parameters, and sets its gradients to those of the mean loss over the chunk that was fed, which is
   * the `chunk`-th.
   */
  run(chunk: number): LossSum
  close(): void
}

/** All streams at once, on this thread. */
export function createBatchPass(
  network: SequenceNetwork,
  spec: NetworkSpec,
  { loss, timesteps, seed, dropout }: TrainingOptions,
  part: FeedPart,
  states: Float32Array,
): BatchPass {
  const { streams } = part
  const masks = dropout && createDropout(spec, dropout, { seed, streams, firstStream: 0 })
  const pass = createChunkPass(network, createLoss(spec.head, loss), { timesteps, streams }, masks)
  return {
    run(chunk) {
      network.load()
      return pass(part, states, chunk)
    },
    close() {},
  }
}
