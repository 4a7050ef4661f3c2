import type { NetworkSpec } from '../../kernel/stepper.ts'
import { inputSize, stateSize } from '../../model/spec.ts'
import { tensorLayout } from '../../model/tensors.ts'
import type { FeedPart } from '../chunk-feed.ts'
import { createLoss } from '../losses/create-loss.ts'
import type { TrainingOptions } from '../training-options.ts'

/** One part of a batch: a run of its streams. */
export interface Shard extends FeedPart {
  readonly firstStream: number
  /** [streams][stateSize] */
  readonly states: Float32Array
  /** Of the shard's mean loss, by `tensorLayout`. */
  readonly gradients: Float32Array
  /** [loss, weight] */
  readonly sums: Float64Array
}

/** Everything that the threads of a training share; views of one buffer, laid out alike by each of them. */
export interface ShardMemory {
  readonly buffer: SharedArrayBuffer
  readonly control: Int32Array
  readonly parameters: Float32Array
  /** [batch][stateSize], the shards' one after the other */
  readonly states: Float32Array
  readonly shards: readonly Shard[]
}

const alignment = 64
export const controlWords = 16

/** @param buffer one that was laid out for the same training; a new one by default */
export function layOutShards(spec: NetworkSpec, options: TrainingOptions, buffer?: SharedArrayBuffer): ShardMemory {
  const { batch, timesteps, shards: parts = 1 } = options
  const { length } = tensorLayout(spec)
  const stateLength = stateSize(spec)
  const { targetSize } = createLoss(spec.head, options.loss)
  const bounds = Array.from({ length: parts + 1 }, (_, n) => Math.floor((n * batch) / parts))
  const place = (memory: SharedArrayBuffer | undefined) => {
    let used = 0
    const take = (bytes: number) => {
      const at = used
      used += Math.ceil(bytes / alignment) * alignment
      return at
    }
    const floats = (count: number) => {
      const at = take(count * 4)
      return memory ? new Float32Array(memory, at, count) : new Float32Array(0)
    }
    const sums = () => {
      const at = take(16)
      return memory ? new Float64Array(memory, at, 2) : new Float64Array(0)
    }
    const control = take(controlWords * 4)
    const parameters = floats(length)
    const states = floats(batch * stateLength)
    const shards = bounds.slice(1).map((end, n) => {
      const firstStream = bounds[n]!
      const streams = end - firstStream
      return {
        firstStream,
        streams,
        inputs: floats(timesteps * streams * inputSize(spec)),
        targets: floats(timesteps * streams * targetSize),
        weights: floats(timesteps * streams),
        states: states.subarray(firstStream * stateLength, end * stateLength),
        gradients: floats(length),
        sums: sums(),
      }
    })
    return { used, control, parameters, states, shards }
  }
  const memory = buffer ?? new SharedArrayBuffer(place(undefined).used)
  const { control, parameters, states, shards } = place(memory)
  return { buffer: memory, control: new Int32Array(memory, control, controlWords), parameters, states, shards }
}
