import { ChunkFeed, type PullChunk } from './chunk-feed.ts'
import { TickReader, type TickCollection, type TickReaderOptions } from './tick-reader.ts'

/** `full`: as many as asked for. `waiting`: bytes are on their way. `ended`: no byte will follow. */
export type FeedState = 'full' | 'waiting' | 'ended'

/** A chunk feed and the reader of its bytes: one partition from one offset on. */
export class TickFeed<T> {
  readonly #chunks: ChunkFeed
  readonly #reader: TickReader<T>
  #ended = false

  constructor(pull: PullChunk, options: TickReaderOptions, onNews: () => void) {
    this.#chunks = new ChunkFeed(pull, onNews)
    this.#reader = new TickReader<T>(options)
  }

  get nextOffset(): number {
    return this.#reader.nextOffset
  }

  /** Takes what is there, without waiting, until `into` holds `maxTicks`. */
  fill(maxTicks: number, into: TickCollection<T>): FeedState {
    for (;;) {
      if (this.#reader.take(maxTicks, into)) return 'full'
      if (this.#ended) return 'ended'
      const chunk = this.#chunks.poll()
      if (chunk === undefined) return 'waiting'
      if (chunk === 'ended') {
        this.#ended = true
        this.#reader.end()
      } else this.#reader.push(chunk)
    }
  }
}
