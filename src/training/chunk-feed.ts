import type { Chunk } from './chunk-pass.ts'
import type { Segment } from './segment.ts'
import type { TrainingSequence } from './training-sequence.ts'

/** Where each stream of a batch stands; undefined for a stream without data. Plain data, to be saved. */
export type FeedPosition = readonly ({ readonly segment: Segment; readonly at: number } | undefined)[]

/** Where some of the streams go, in their order; [timesteps][streams][...]. */
export interface FeedPart extends Chunk {
  readonly streams: number
}

/** Cuts segments into chunks for a batch of streams; a stream whose segment ends goes on with the next one. */
export interface ChunkFeed {
  /** The current chunk. */
  readonly parts: readonly FeedPart[]
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

/**
 * @param next the segment that a free stream takes; undefined when there is none
 * @param parts all streams, one after the other; by default one part of the feed's own
 */
export function createChunkFeed(
  sequences: readonly TrainingSequence[],
  shape: ChunkShape,
  next: () => Segment | undefined,
  parts: readonly FeedPart[] = [createPart(shape)],
): ChunkFeed {
  const { timesteps, streams, inputSize, targetSize, stateSize } = shape
  const places = parts.flatMap((part) => Array.from({ length: part.streams }, (_, column) => ({ part, column })))
  let slots = new Array<{ segment: Segment; at: number } | undefined>(streams).fill(undefined)
  let fed = 0

  const fillStream = (stream: number, { segment, at }: { segment: Segment; at: number }) => {
    const sequence = sequences[segment.sequence]!
    const { part, column } = places[stream]!
    const steps = Math.min(timesteps, segment.to - at)
    for (let t = 0; t < steps; t++) {
      const row = t * part.streams + column
      const from = at + t
      copy(sequence.inputs, from * inputSize, part.inputs, row * inputSize, inputSize)
      copy(sequence.targets, from * targetSize, part.targets, row * targetSize, targetSize)
      part.weights[row] = from < segment.scoreFrom ? 0 : (sequence.weights?.[from] ?? 1)
    }
    return steps
  }

  return {
    parts,
    get fed() {
      return fed
    },
    fill(states) {
      for (const { inputs, targets, weights } of parts) {
        inputs.fill(0)
        targets.fill(NaN)
        weights.fill(0)
      }
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

function createPart({ timesteps, streams, inputSize, targetSize }: ChunkShape): FeedPart {
  return {
    streams,
    inputs: new Float32Array(timesteps * streams * inputSize),
    targets: new Float32Array(timesteps * streams * targetSize),
    weights: new Float32Array(timesteps * streams),
  }
}

/** A loop: views would cost more than the few numbers of a row. */
function copy(source: Float32Array, from: number, target: Float32Array, to: number, count: number): void {
  for (let i = 0; i < count; i++) target[to + i] = source[from + i]!
}
