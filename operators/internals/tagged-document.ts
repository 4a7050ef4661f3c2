import { float32Section, type FloatSectionOptions } from '../../src/state/float32-section.ts'
import type { Section } from '../../src/state/section.ts'

/** A document between two tokens: the numbers that are durable, and beside them what follows from these or is of one run. */
export class TaggedDocument {
  readonly state: Float32Array
  /** The same memory: copied as whole numbers it keeps every bit, and the engine converts nothing. */
  readonly bits: Int32Array
  /** The classes' probabilities as the state has them, once somebody asked. */
  said: readonly number[] | undefined
  /** The run that plans for this document, then its ticks there: the one under way and the last. */
  run = 0
  tick = 0
  last = 0
  /** Tokens of the tick under way that were stepped by. */
  done = 0

  constructor(state: Float32Array) {
    this.state = state
    this.bits = new Int32Array(state.buffer, state.byteOffset, state.length)
  }
}

/** A document's state in a key record: nothing but its numbers. */
export function documentSection(options: FloatSectionOptions): Section<TaggedDocument> {
  const section = float32Section(options)
  return {
    ...{ id: section.id, version: section.version, stamp: section.stamp },
    create: () => new TaggedDocument(section.create()),
    encode: ({ state }) => section.encode(state),
    numbers: ({ state }) => section.numbers?.(state) ?? state,
    decode: (bytes) => new TaggedDocument(section.decode(bytes)),
  }
}
