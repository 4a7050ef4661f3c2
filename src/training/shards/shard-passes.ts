import type { NetworkSpec, SequenceNetwork } from '../../kernel/stepper.ts'
import { createChunkPass } from '../chunk-pass.ts'
import { createDropout } from '../dropout.ts'
import { createLoss } from '../losses/create-loss.ts'
import type { TrainingOptions } from '../training-options.ts'
import type { ShardMemory } from './shard-memory.ts'

/** Runs shards on one thread's network and leaves what comes out in their memory. */
export function createShardPasses(
  network: SequenceNetwork,
  spec: NetworkSpec,
  { loss, timesteps, seed, dropout }: TrainingOptions,
  { shards }: ShardMemory,
): (shard: number, chunk: number) => void {
  const passes = shards.map(({ streams, firstStream }) =>
    createChunkPass(
      network,
      createLoss(spec.head, loss),
      { timesteps, streams },
      dropout && createDropout(spec, dropout, { seed, streams, firstStream }),
    ),
  )
  return (n, chunk) => {
    const shard = shards[n]!
    const { loss: sum, weight } = passes[n]!(shard, shard.states, chunk)
    shard.sums[0] = sum
    shard.sums[1] = weight
    if (weight > 0) shard.gradients.set(network.gradients)
  }
}
