/** Bytes from a source that waits: the next chunk, or undefined at the end. Called again only after it resolved. */
export type PullChunk = () => Promise<Buffer | undefined>

/** Pulls one chunk ahead, so that reading and parsing overlap. At most one chunk is held. */
export class ChunkFeed {
  readonly #pull: PullChunk
  readonly #onNews: () => void
  #chunk: Buffer | undefined
  #state: 'pulling' | 'arrived' | 'ended' | 'failed' = 'pulling'
  #error: unknown

  /** `onNews` is called whenever `poll` has something to say. */
  constructor(pull: PullChunk, onNews: () => void) {
    this.#pull = pull
    this.#onNews = onNews
    void this.#advance()
  }

  /** The chunk that has arrived, `ended`, or undefined while it is on its way. Throws what the pull threw. */
  poll(): Buffer | 'ended' | undefined {
    if (this.#state === 'failed') throw this.#error
    if (this.#state === 'ended') return 'ended'
    if (this.#state === 'pulling') return undefined
    const chunk = this.#chunk
    this.#state = 'pulling'
    void this.#advance()
    return chunk
  }

  async #advance(): Promise<void> {
    try {
      this.#chunk = await this.#pull()
      this.#state = this.#chunk === undefined ? 'ended' : 'arrived'
    } catch (error) {
      this.#error = error
      this.#state = 'failed'
    }
    this.#onNews()
  }
}
