import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { PipelineName } from './pipelines.ts'
import type { Failpoint, WorkerPlan } from './worker-plan.ts'

const script = join(import.meta.dirname, 'worker.ts')

export type WorkerEnd = { readonly how: 'killed' | 'ended' } | { readonly how: 'failed'; readonly text: string }

/** A worker as a process of its own. */
export class WorkerProcess {
  readonly id: string
  readonly pipeline: PipelineName
  readonly end: Promise<WorkerEnd>
  readonly #child: ChildProcess
  #isRunning = true
  #text = ''

  constructor(plan: WorkerPlan) {
    this.id = plan.id
    this.pipeline = plan.pipeline
    const execArgv = ['--disable-warning=ExperimentalWarning']
    this.#child = fork(script, [JSON.stringify(plan)], { execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    // Of a process that has just ended.
    this.#child.on('error', () => undefined)
    this.#child.stderr!.on('data', (data: Buffer) => (this.#text += data.toString()))
    this.end = once(this.#child, 'close').then(([code, signal]: unknown[]): WorkerEnd => {
      this.#isRunning = false
      if (signal === 'SIGKILL') return { how: 'killed' }
      // Told to leave before it had begun.
      if (signal === 'SIGTERM') return { how: 'ended' }
      return code === 0 ? { how: 'ended' } : { how: 'failed', text: `${this.text} (exit ${String(code ?? signal)})` }
    })
  }

  /** What it has said so far. */
  get text(): string {
    return this.#text.trim()
  }

  get isRunning(): boolean {
    return this.#isRunning
  }

  arm(point: Failpoint): void {
    if (this.#child.connected) this.#child.send(point)
  }

  /** Takes back every failpoint that it has not reached. One that stops it meanwhile stops it no longer. */
  async disarm(): Promise<void> {
    const answer = new AbortController()
    this.#child.once('message', () => answer.abort())
    if (this.#child.connected) this.#child.send('disarm')
    while (!answer.signal.aborted && this.#isRunning) {
      if (await this.stopped(0)) this.signal('SIGCONT')
      await delay(20)
    }
  }

  /** Ends its wait at a failpoint. */
  goOn(): void {
    if (this.#child.connected) this.#child.send('go on')
  }

  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void {
    if (this.#isRunning) this.#child.kill(signal)
  }

  /** Until it is stopped by a signal or has ended; false when neither came in time. */
  async stopped(withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs
    while (this.#isRunning) {
      if ((await this.#stat())[0] === 'T') return true
      if (performance.now() >= deadline) return false
      await delay(20)
    }
    return true
  }

  /** The process's state and how long it has computed, for somebody who wonders why it does not end. */
  async describe(): Promise<string> {
    const stat = await this.#stat()
    const ticks = Number(stat[11]) + Number(stat[12])
    return `pid ${this.#child.pid}, state ${stat[0]}, ${ticks / 100} s computed; ${this.text}`
  }

  /** Linux' account of the process, from its state on. */
  async #stat(): Promise<string[]> {
    const text = await readFile(`/proc/${this.#child.pid}/stat`, 'utf8').catch(() => '')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  }
}
