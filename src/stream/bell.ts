/** Wakes the one read that waits. A ring that nobody waits for is kept for the next wait. */
export class Bell {
  #rung = false
  #wake: (() => void) | undefined

  ring(): void {
    this.#rung = true
    this.#wake?.()
  }

  /** True when it rang, false after `ms`; without time to wait, input and output still get their turn. Rejects with the signal's reason. Nothing is left behind in either case. */
  async wait(ms: number, signal?: AbortSignal): Promise<boolean> {
    signal?.throwIfAborted()
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', wake)
          this.#wake = undefined
          resolve()
        }
        const timer = setTimeout(wake, Math.max(0, ms))
        signal?.addEventListener('abort', wake)
        this.#wake = wake
      })
      signal?.throwIfAborted()
    }
    const rung = this.#rung
    this.#rung = false
    return rung
  }
}
