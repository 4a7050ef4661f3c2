import { TickwiseError } from '../errors.ts'
import type { TrainingEngine } from './engine.ts'
import { kernelEngine } from './kernel-engine.ts'
import type { TrainingOptions } from './training-options.ts'

/** Throws `CONFIG_INVALID` when an engine can't do what is asked of it, or there is nothing for a thread to do. */
export function checkEngine({ dropout, batch, shards = 1 }: TrainingOptions, engine: TrainingEngine, threads: number) {
  if (dropout && dropout.output > 0 && !engine.masksOutputs) {
    throw invalid('an engine that can drop the outputs of layers', engine.name, 'Set dropout.output to 0.')
  }
  if (shards > batch) {
    throw invalid(`at most as many shards as streams in the batch, ${batch}`, `${shards}`, 'Give fewer shards.')
  }
  if (!Number.isInteger(threads) || threads < 1 || threads > shards) {
    throw invalid(`1 to ${shards} threads`, `${threads}`, 'A shard is what one thread does: set options.shards.')
  }
  if (threads > 1 && engine !== kernelEngine) {
    throw invalid(
      'one thread for an engine that is not ours',
      `${threads} threads and ${engine.name}`,
      'Leave one out.',
    )
  }
}

function invalid(expected: string, received: string, action: string): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', { expected, received, action })
}
