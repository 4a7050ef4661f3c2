import type { Segment } from './segment.ts'
import type { TrainingSequence } from './training-sequence.ts'

/** Where each stream of a batch stands; undefined for a stream without data. Plain data, to be saved. */
export type FeedPosition = readonly ({ readonly segment: Segment; readonly at: number } | undefined)[]

/** Cuts segments into chunks for a batch of streams; a stream whose segment ends goes on with the next one. */
export interface ChunkFeed {
  /** [timesteps][streams][inputs] of the current chunk. */
  readonly inputs: Float32Array
  /** [timesteps][streams][targets] */
  readonly targets: Float32Array
  /** [timesteps][streams] */
  readonly weights: Float32Array
  /** Timesteps in the current chunk that were not padding. */
  readonly fed: number
  /** Fills the next chunk, clearing the state rows of streams that begin a segment. False when there is no data left. */
  fill(states: Float32Array): boolean
  position(): FeedPosition
  restore(position: FeedPosition): void
}

export interface ChunkShape {
  readonly timesteps: number
  readonly streams: number
  readonly inputSize: number
  readonly targetSize: number
  readonly stateSize: number
}

/** @param next the segment that a free stream takes; undefined when there is none */
export function createChunkFeed(
  sequences: readonly TrainingSequence[],
  shape: ChunkShape,
  next: () => Segment | undefined,
): ChunkFeed {
  const { timesteps, streams, inputSize, targetSize, stateSize } = shape
  const inputs = new Float32Array(timesteps * streams * inputSize)
  const targets = new Float32Array(timesteps * streams * targetSize)
  const weights = new Float32Array(timesteps * streams)
  let slots = new Array<{ segment: Segment; at: number } | undefined>(streams).fill(undefined)
  let fed = 0

  const fillStream = (stream: number, { segment, at }: { segment: Segment; at: number }) => {
    const sequence = sequences[segment.sequence]!
    const steps = Math.min(timesteps, segment.to - at)
    for (let t = 0; t < steps; t++) {
      const row = t * streams + stream
      const from = at + t
      inputs.set(sequence.inputs.subarray(from * inputSize, (from + 1) * inputSize), row * inputSize)
      targets.set(sequence.targets.subarray(from * targetSize, (from + 1) * targetSize), row * targetSize)
      weights[row] = from < segment.scoreFrom ? 0 : (sequence.weights?.[from] ?? 1)
    }
    return steps
  }

  return {
    inputs,
    targets,
    weights,
    get fed() {
      return fed
    },
    fill(states) {
      inputs.fill(0)
      targets.fill(NaN)
      weights.fill(0)
      fed = 0
      for (let stream = 0; stream < streams; stream++) {
        let slot = slots[stream]
        if (slot === undefined || slot.at >= slot.segment.to) {
          const segment = next()
          slot = segment && { segment, at: segment.from }
          states.fill(0, stream * stateSize, (stream + 1) * stateSize)
          slots[stream] = slot
        }
        if (slot === undefined) continue
        const steps = fillStream(stream, slot)
        slot.at += steps
        fed += steps
      }
      return fed > 0
    },
    position: () => slots.map((slot) => slot && { ...slot }),
    restore(position) {
      slots = position.map((slot) => (slot ? { ...slot } : undefined))
    },
  }
}
