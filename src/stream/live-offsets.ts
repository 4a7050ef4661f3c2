import { TickwiseError } from '../errors.ts'
import type { TickBatch } from './source.ts'
import { partitionId, type Partition } from './tick.ts'

/**
 * Offsets of a stream that can't be read again. A new run goes on counting where the checkpoint stood (the first `seek`),
 * so that offsets only grow and output ids never repeat.
 */
export class LiveOffsets {
  readonly partition: Partition
  readonly #what: string
  #base = 0
  /** Counted by the stream itself, from 0 in each run. */
  #position = 0
  #started = false

  constructor(what: string, partition: Partition) {
    this.#what = what
    this.partition = partition
  }

  /** Before the first tick: where to go on counting. Afterwards only to where it stands. Errors: `SOURCE_CHANGED`. */
  seek(partition: Partition, offset: number): Promise<void> {
    if (!this.#started && partitionId(partition) === partitionId(this.partition)) this.#base = offset
    else if (offset !== this.#base + this.#position) return Promise.reject(this.#refuse(offset))
    return Promise.resolve()
  }

  /** A batch as it came, with offsets that go on from the checkpoint; `position` is past all of it. */
  shift<T>(batch: TickBatch<T>, position: number): TickBatch<T> {
    const base = this.#base
    this.#position = position
    this.#started ||= position > 0
    const next = new Map([[partitionId(this.partition), base + position]])
    if (base === 0) return { ...batch, next }
    const ticks = batch.ticks.map((tick) => ({ ...tick, offset: tick.offset + base }))
    const deadLetters = batch.deadLetters.map((letter) => ({ ...letter, offset: letter.offset + base }))
    return { ...batch, ticks, deadLetters, next }
  }

  #refuse(offset: number): TickwiseError {
    return new TickwiseError('SOURCE_CHANGED', {
      expected: `to go on at offset ${this.#base + this.#position}`,
      received: `a request for offset ${offset}`,
      action: `${this.#what} can't be read again. Write it to a file or a log first where nothing may be lost.`,
    })
  }
}
