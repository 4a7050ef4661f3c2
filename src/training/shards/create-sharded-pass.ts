import { Worker } from 'node:worker_threads'
import { TickwiseError } from '../../errors.ts'
import type { NetworkSpec, SequenceNetwork } from '../../kernel/stepper.ts'
import type { BatchPass } from '../batch-pass.ts'
import type { LossSum } from '../losses/loss.ts'
import { hasWideKernels } from '../wide/use-wide-kernels.ts'
import type { TrainingOptions } from '../training-options.ts'
import type { ShardMemory } from './shard-memory.ts'
import { createShardPasses } from './shard-passes.ts'
import { ShardTurns } from './shard-turns.ts'
import type { ShardJob } from './shard-worker.ts'

// The source runs as .ts and the package as .js; the worker's file follows whichever this one is.
const workerFile = new URL(`./shard-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)

/**
 * The pass of a chunk in shards, on this thread and `threads` - 1 others. Gradients are added up in the order of the shards,
 * so any number of threads gives the same bits. A thread that is slow to start only means more work for the others.
 */
export function createShardedPass(
  network: SequenceNetwork,
  spec: NetworkSpec,
  options: TrainingOptions,
  memory: ShardMemory,
  threads: number,
): BatchPass {
  const { shards, parameters, buffer } = memory
  const turns = new ShardTurns(memory.control, shards.length)
  const runShard = createShardPasses(network, spec, options, memory)
  const sums = new Float64Array(network.gradients.length)
  let broken: Error | undefined
  const workers = Array.from({ length: Math.min(threads, shards.length) - 1 }, () => {
    const job: ShardJob = { spec, options, buffer, wide: hasWideKernels() }
    const worker = new Worker(workerFile, { workerData: job })
    worker.on('error', (error) => {
      broken = error instanceof Error ? error : new Error(String(error))
    })
    // A trainer that nobody closes must not keep the process.
    worker.unref()
    return worker
  })
  return {
    run(chunk) {
      if (broken) throw threadFailed(broken)
      parameters.set(network.parameters)
      const turn = turns.begin(chunk)
      // Every thread packs them for itself, this one beside the others.
      network.load()
      for (let shard = turns.claim(turn); shard !== undefined; shard = turns.claim(turn)) {
        runShard(shard, chunk)
        turns.finish()
      }
      turns.join()
      return addUp(memory, network.gradients, sums)
    },
    close() {
      turns.close()
      for (const worker of workers) void worker.terminate()
    },
  }
}

/** Each shard's mean gradient counts by its weight; `sums` is room for as many numbers as there are gradients. */
function addUp({ shards }: ShardMemory, gradients: Float32Array, sums: Float64Array): LossSum {
  let loss = 0
  let weight = 0
  for (const shard of shards) {
    loss += shard.sums[0]!
    weight += shard.sums[1]!
  }
  sums.fill(0)
  for (const shard of shards) {
    const share = shard.sums[1]! / weight
    if (!(share > 0)) continue
    for (let i = 0; i < sums.length; i++) sums[i]! += share * shard.gradients[i]!
  }
  for (let i = 0; i < sums.length; i++) gradients[i] = sums[i]!
  return { loss, weight }
}

function threadFailed(cause: Error): TickwiseError {
  return new TickwiseError('TRAINING_FAILED', {
    expected: 'threads that train',
    received: cause.message,
    action: 'Resume with one thread.',
    cause,
  })
}
