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

  /** Waits for all commits. Throws what the first that failed threw, or `CommitRefused`. */
  async settle(): Promise<void> {
    const outcome = await this.end()
    if (outcome === 'committed') return
    throw outcome === 'refused' ? new CommitRefused('the commit was refused') : outcome.error
  }

  /** Waits for all commits, whatever became of them. */
  async end(): Promise<Outcome> {
    const outcome = (await this.#outcomes.at(-1)) ?? 'committed'
    this.#outcomes = []
    this.#failed = false
    return outcome
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
