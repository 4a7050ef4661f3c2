/** What was started and has to be ended, however the run ends. */
export class Belongings {
  readonly #closers: (() => Promise<unknown>)[] = []
  #closing: Promise<void> | undefined

  get isClosed(): boolean {
    return this.#closing !== undefined
  }

  /** `starting` may still be under way when it has to be closed: then that waits for it. */
  add<T>(starting: Promise<T>, close: (thing: T) => Promise<unknown>): Promise<T> {
    const closer = () => starting.then(close).catch(() => undefined)
    this.#closers.push(closer)
    if (this.isClosed) void closer()
    return starting
  }

  /** Ends all of it, the youngest first; once, however often it is called. */
  close(): Promise<void> {
    return (this.#closing ??= this.#closeAll())
  }

  async #closeAll(): Promise<void> {
    for (const closer of this.#closers.toReversed()) await closer()
  }
}
