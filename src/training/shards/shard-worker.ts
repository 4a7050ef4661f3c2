// Runs on a thread of its own; started by create-sharded-pass.ts.
import { workerData } from 'node:worker_threads'
import type { NetworkSpec } from '../../kernel/stepper.ts'
import { kernelEngine } from '../kernel-engine.ts'
import type { TrainingOptions } from '../training-options.ts'
import { useWideKernels } from '../wide/use-wide-kernels.ts'
import { layOutShards } from './shard-memory.ts'
import { createShardPasses } from './shard-passes.ts'
import { ShardTurns } from './shard-turns.ts'

/** What the thread starts with. */
export interface ShardJob {
  readonly spec: NetworkSpec
  readonly options: TrainingOptions
  readonly buffer: SharedArrayBuffer
  readonly wide: boolean
}

const { spec, options, buffer, wide } = workerData as ShardJob
const memory = layOutShards(spec, options, buffer)
const turns = new ShardTurns(memory.control, memory.shards.length)
try {
  if (wide) useWideKernels({ foundQuicker: true })
  const network = kernelEngine.createNetwork(spec, memory.parameters)
  const run = createShardPasses(network, spec, options, memory)
  let turn = turns.next(0)
  while (turn !== undefined) {
    let shard = turns.claim(turn)
    if (shard !== undefined) {
      // Only now: until the shards of a turn are done, the main thread leaves the parameters alone.
      network.parameters.set(memory.parameters)
      network.load()
    }
    for (; shard !== undefined; shard = turns.claim(turn)) {
      run(shard, turns.chunk)
      turns.finish()
    }
    turn = turns.next(turn)
  }
  network.close()
} catch (error) {
  turns.fail()
  throw error
}
