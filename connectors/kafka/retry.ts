import { isHopeless } from './protocol-errors.ts'

export interface RetryOptions {
  /** Pauses add up to at most this; then the last error is thrown. */
  readonly giveUpMs: number
  readonly firstPauseMs?: number
  readonly maxPauseMs?: number
  readonly signal?: AbortSignal
  /** False ends the attempts. Default: everything that is not hopeless. */
  readonly again?: (error: unknown) => boolean
}

/** Pauses that double up to a bound, and their sum. */
export class Backoff {
  readonly #firstMs: number
  readonly #maxMs: number
  #nextMs: number
  #totalMs = 0

  constructor(firstMs = 5, maxMs = 1000) {
    this.#firstMs = firstMs
    this.#maxMs = maxMs
    this.#nextMs = firstMs
  }

  /** How long has been waited since the last success. */
  get totalMs(): number {
    return this.#totalMs
  }

  reset(): void {
    this.#nextMs = this.#firstMs
    this.#totalMs = 0
  }

  async pause(signal?: AbortSignal): Promise<void> {
    const ms = this.#nextMs
    this.#nextMs = Math.min(this.#maxMs, ms * 2)
    this.#totalMs += ms
    await pause(ms, signal)
  }
}

/** Rejects with the signal's reason. Leaves nothing behind. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

/** Tries until it works, the error is one that stays, or the time is up. */
export async function withRetries<R>(operation: () => Promise<R>, options: RetryOptions): Promise<R> {
  const { giveUpMs, firstPauseMs, maxPauseMs, signal, again = (error) => !isHopeless(error) } = options
  const backoff = new Backoff(firstPauseMs, maxPauseMs)
  for (;;) {
    try {
      return await operation()
    } catch (error) {
      if (!again(error) || backoff.totalMs >= giveUpMs) throw error
      await backoff.pause(signal)
    }
  }
}
