/** A commit that was refused: its turn never happened. */
export class CommitRefused extends Error {}

type Outcome = 'committed' | 'refused' | { readonly error: unknown }

/** So many turns may wait for their offsets; each keeps its ticks and outputs in memory. */
const maxPending = 16

/**
 * Commits of the turns before. Another may begin when the outputs of the last are handed over: at its end where all of
 * it is one step, before it where offsets are committed afterwards. A failure is kept until somebody asks, so that it is
 * never unhandled.
 */
export class CommitsInFlight {
  /** Each with what came before it: of the first that failed, else of itself. */
  #outcomes: Promise<Outcome>[] = []
  #handed: Promise<unknown> = Promise.resolve()
  #handOver = () => {}
  #followed: Promise<Outcome> | undefined
  #failed = false

  begin(commit: () => Promise<'committed' | 'refused'>, then: () => void): void {
    const before = this.#outcomes.at(-1) ?? 'committed'
    const handed = new Promise<void>((resolve) => (this.#handOver = resolve))
    const ended = this.#end(commit, before, then)
    this.#handed = Promise.race([handed, ended])
    this.#outcomes.push(ended)
    void ended.then(() => {
      // The last stays, to be asked.
      if (this.#outcomes[0] === ended && this.#outcomes.length > 1) void this.#outcomes.shift()
    })
  }

  /** Whether what follows earlier commits is still under way. */
  get isFollowed(): boolean {
    return this.#followed !== undefined
  }

  /** Does some work when all commits so far have ended well, and nothing otherwise. Later commits do not wait for it. */
  follow(work: () => Promise<void>): void {
    const followed = this.#follow(work, this.#outcomes.at(-1) ?? 'committed')
    this.#followed = followed
    void followed.then((outcome) => {
      if (outcome === 'committed' && this.#followed === followed) this.#followed = undefined
    })
  }

  /** The outputs of the last turn are with the sink; a repetition would have the same ids. */
  handedOver(): void {
    this.#handOver()
  }

  /** Waits until another commit may begin. Throws as `settle` once something has failed. */
  async next(): Promise<void> {
    await this.#handed
    if (this.#outcomes.length > maxPending) await this.#outcomes[0]
    if (this.#failed) await this.settle()
  }

  /** Waits for all commits, and what follows them. Throws what the first that failed threw, or `CommitRefused`. */
  async settle(): Promise<void> {
    const outcome = await this.end()
    if (outcome === 'committed') return
    throw outcome === 'refused' ? new CommitRefused('the commit was refused') : outcome.error
  }

  /** Waits for all commits and what follows them, whatever became of them. */
  async end(): Promise<Outcome> {
    const committed = (await this.#outcomes.at(-1)) ?? 'committed'
    const followed = (await this.#followed) ?? 'committed'
    this.#outcomes = []
    this.#followed = undefined
    this.#failed = false
    return committed === 'committed' ? followed : committed
  }

  async #follow(work: () => Promise<void>, before: Promise<Outcome> | Outcome): Promise<Outcome> {
    const first = await before
    if (first !== 'committed') return first
    try {
      await work()
      return first
    } catch (error) {
      this.#failed = true
      return { error }
    }
  }

  async #end(
    commit: () => Promise<'committed' | 'refused'>,
    before: Promise<Outcome> | Outcome,
    then: () => void,
  ): Promise<Outcome> {
    const own = await commit().catch((error: unknown) => ({ error }))
    if (own !== 'committed') this.#failed = true
    const first = await before
    if (first !== 'committed') return first
    if (own !== 'committed') return own
    try {
      then()
      return own
    } catch (error) {
      this.#failed = true
      return { error }
    }
  }
}
