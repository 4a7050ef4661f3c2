/** A commit that was refused: its turn never happened. */
export class CommitRefused extends Error {}

type Outcome = 'committed' | 'refused' | { readonly error: unknown }

/** The commit of the turn before, at most one. Its failure is kept until somebody asks, so that it is never unhandled. */
export class CommitsInFlight {
  #outcome: Promise<Outcome> = Promise.resolve('committed')

  begin(commit: Promise<'committed' | 'refused'>, then: () => void): void {
    this.#outcome = commit
      .then((outcome) => {
        if (outcome === 'committed') then()
        return outcome
      })
      .catch((error: unknown) => ({ error }))
  }

  /** Waits for the commit. Throws what it threw, or `CommitRefused`. */
  async settle(): Promise<void> {
    const outcome = await this.#outcome
    this.#outcome = Promise.resolve('committed')
    if (outcome === 'committed') return
    throw outcome === 'refused' ? new CommitRefused('the commit was refused') : outcome.error
  }

  /** Waits for the commit, whatever became of it. */
  async end(): Promise<void> {
    await this.#outcome
    this.#outcome = Promise.resolve('committed')
  }
}
