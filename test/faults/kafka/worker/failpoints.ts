import { setTimeout as delay } from 'node:timers/promises'
import type { Failpoint } from './worker-plan.ts'

/** The failpoints of a worker that have not been reached yet. */
export class Failpoints {
  readonly #onReached: (step: string) => void
  #release = () => {}
  #armed: { readonly point: Failpoint; left: number }[] = []

  constructor(onReached: (step: string) => void) {
    this.#onReached = onReached
  }

  arm(point: Failpoint): void {
    this.#armed.push({ point, left: point.nth })
  }

  disarm(): void {
    this.#armed = []
  }

  /** Where the worker can't wait. */
  readonly hit = (step: string): void => {
    this.#reach(step)
  }

  /** Where it can. */
  async pass(step: string): Promise<void> {
    const wait = this.#reach(step)
    if (wait === 'wait') await new Promise<void>((resolve) => (this.#release = resolve))
    else if (wait > 0) await delay(wait)
  }

  /** Ends a wait that has no time. */
  release(): void {
    this.#release()
  }

  /** How long to wait now. */
  #reach(step: string): number | 'wait' {
    const reached = this.#armed.filter((armed) => armed.point.step === step && --armed.left === 0)
    if (reached.length === 0) return 0
    this.#armed = this.#armed.filter((armed) => !reached.includes(armed))
    this.#onReached(step)
    let wait: number | 'wait' = 0
    for (const { point } of reached) {
      if (point.action === 'kill') process.kill(process.pid, 'SIGKILL')
      else if (point.action === 'stop') stopHere()
      else if (point.action === 'wait' || wait === 'wait') wait = 'wait'
      else wait = Math.max(wait, point.action.waitMs)
    }
    return wait
  }
}

/** The signal may reach another thread first: this one must not get any further until it does. */
function stopHere(): void {
  process.kill(process.pid, 'SIGSTOP')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
}
