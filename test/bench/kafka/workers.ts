import { Worker } from 'node:worker_threads'
import type { KafkaPipelineOptions } from './pipeline.ts'
import { partitions, topicTicks } from './topic.ts'
import type { FromWorker, ToWorker } from './worker.ts'

/** Workers in threads of their own, kept from run to run as a service would be. */
export class Workers {
  readonly #threads: readonly Worker[]

  constructor(count: number) {
    const file = new URL('worker.ts', import.meta.url)
    this.#threads = Array.from({ length: count }, () => new Worker(file))
  }

  /** Ticks a second over the whole topic, from when every worker has its partitions to the last commit. */
  async rate(options: Omit<KafkaPipelineOptions, 'group'>): Promise<number> {
    const group = `bench-${crypto.randomUUID()}`
    let [committed, startedAt, endedAt, running] = [0, 0, 0, this.#threads.length]
    const assigned = this.#threads.map(() => 0)
    await new Promise<void>((resolve, reject) => {
      this.#threads.forEach((thread, i) => {
        thread.removeAllListeners()
        thread.on('error', reject)
        thread.on('message', (message: FromWorker) => {
          if (message === 'ended') {
            if (--running === 0) resolve()
          } else if ('assigned' in message) {
            assigned[i] = message.assigned
            if (startedAt > 0 || assigned.some((count) => count !== partitions / assigned.length)) return
            startedAt = performance.now()
            this.#tell('go')
          } else if ((committed += message.committed) === topicTicks) {
            endedAt = performance.now()
            this.#tell('stop')
          }
        })
      })
      this.#tell({ run: { ...options, group } })
    })
    if (committed !== topicTicks) throw new Error(`${committed} ticks were committed, of ${topicTicks}`)
    return (topicTicks * 1000) / (endedAt - startedAt)
  }

  async close(): Promise<void> {
    for (const thread of this.#threads) await thread.terminate()
  }

  #tell(message: ToWorker): void {
    for (const thread of this.#threads) thread.postMessage(message)
  }
}
