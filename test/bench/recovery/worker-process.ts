import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { stopWithProcess } from '../../services/stop-with-process.ts'
import type { RecoveryNews, RecoveryPlan } from './worker.ts'

type Ended = Extract<RecoveryNews, { type: 'ended' }>

/** A worker of the bench `recovery`. */
export class RecoveryProcess {
  /** When it got its first partitions, in milliseconds of the machine's clock. */
  readonly assigned: Promise<number>
  readonly exit: Promise<unknown>
  readonly #child: ChildProcess
  #ended: Ended | undefined

  constructor(plan: RecoveryPlan) {
    const execArgv = ['--disable-warning=ExperimentalWarning']
    const script = join(import.meta.dirname, 'worker.ts')
    this.#child = fork(script, [JSON.stringify(plan)], { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    this.exit = once(this.#child, 'exit')
    const stayed = stopWithProcess(() => this.kill())
    void this.exit.then(stayed)
    this.assigned = new Promise((resolve, reject) => {
      this.#child.on('message', (news: RecoveryNews) => {
        if (news.type === 'ended') this.#ended = news
        else if (news.partitions > 0) resolve(news.at)
      })
      void this.exit.then(() => reject(new Error(`worker ${plan.id} ended before it got a partition`)))
    })
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  /** Lets it save and leave, or waits until it has. */
  async end(signal?: 'SIGTERM'): Promise<Ended> {
    if (signal) this.#child.kill(signal)
    await this.exit
    if (this.#ended === undefined) throw new Error('a worker failed')
    return this.#ended
  }
}
