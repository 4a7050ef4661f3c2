import { setTimeout as sleep } from 'node:timers/promises'
import { TickwiseError } from '../../errors.ts'
import type { Tick } from '../../stream/tick.ts'

/** When a tick is to go out. */
export type Pace =
  | { readonly kind: 'max' }
  /** So many times as fast as it was, by event time. */
  | { readonly kind: 'factor'; readonly factor: number }
  | { readonly kind: 'rate'; readonly perSecond: number }

export interface Clock {
  now(): number
  /** Ends early, without an error, when the signal fires. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

export const wallClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
}

/** Timers of Node hold no more than 24 days. */
const longestSleepMs = 3_600_000

/** Cuts a stream of ticks into runs that are due together, and waits until each is. */
export class Pacer {
  readonly #pace: Pace
  readonly #clock: Clock
  readonly #signal: AbortSignal
  #startedAt: number | undefined
  #firstTime: number | undefined
  #dueMs = 0
  #passed = 0

  constructor(pace: Pace, clock: Clock, signal: AbortSignal) {
    this.#pace = pace
    this.#clock = clock
    this.#signal = signal
  }

  /**
   * Hands the ticks to `send` in their order, as many at a time as are due. Ends early when the signal fires. Errors:
   * `INPUT_INVALID` for a tick without an event time where that sets the pace.
   */
  async release(ticks: readonly Tick[], send: (due: readonly Tick[]) => Promise<void>): Promise<void> {
    this.#startedAt ??= this.#clock.now()
    let at = 0
    while (at < ticks.length && !this.#signal.aborted) {
      let end = at
      let waitMs = 0
      while (end < ticks.length && (waitMs = this.#due(ticks[end]!) - this.#elapsedMs()) <= 0) {
        end++
        this.#passed++
      }
      if (end > at) await send(ticks.slice(at, end))
      else await this.#clock.sleep(Math.min(waitMs, longestSleepMs), this.#signal)
      at = end
    }
  }

  #elapsedMs(): number {
    return this.#clock.now() - this.#startedAt!
  }

  /** Milliseconds after the start; never before the tick that went ahead of it. */
  #due({ eventTime, offset }: Tick): number {
    const pace = this.#pace
    if (pace.kind === 'max') return 0
    if (pace.kind === 'rate') return (this.#passed * 1000) / pace.perSecond
    if (eventTime === undefined) throw noTime(offset)
    this.#firstTime ??= eventTime
    this.#dueMs = Math.max(this.#dueMs, (eventTime - this.#firstTime) / pace.factor)
    return this.#dueMs
  }
}

function noTime(offset: number): TickwiseError {
  return new TickwiseError('INPUT_INVALID', {
    expected: 'an event time in every line, which sets the pace',
    received: `none at byte ${offset} of the file`,
    action: 'Name its column with --time, or choose another pace: --rate 100, or --speed max.',
  })
}
