import * as kafka from '../../../connectors/kafka/index.ts'
import type { LogSource } from '../../../src/stream/log-source.ts'

/** Reads what is committed in a topic from now on, and sees that no output comes twice. */
export class OutputReader {
  readonly ids = new Set<string>()
  readonly #source: LogSource<{ readonly id: string }>

  private constructor(source: LogSource<{ readonly id: string }>) {
    this.#source = source
  }

  /** Its place is taken when this returns. */
  static async open(brokers: string, topic: string): Promise<OutputReader> {
    const groupId = `reader-${crypto.randomUUID()}`
    const options = { brokers, topic, groupId, from: 'latest', isolation: 'read_committed', maxWaitMs: 5 } as const
    const source = kafka.source<{ id: string }>(options)
    await source.open()
    while ((await source.read({ maxTicks: 1, waitMs: 1000 })).type !== 'assigned');
    const reader = new OutputReader(source)
    await reader.next(1)
    return reader
  }

  /** Reads once; how many outputs came. */
  async next(waitMs = 100): Promise<number> {
    const event = await this.#source.read({ maxTicks: 10_000, waitMs })
    if (event.type === 'assigned') throw new Error('a reader alone in its group was assigned anew')
    for (const { value } of event.ticks) {
      if (this.ids.has(value.id)) throw new Error(`output ${value.id} came twice`)
      this.ids.add(value.id)
    }
    return event.ticks.length
  }

  async until(count: number): Promise<void> {
    while (this.ids.size < count) await this.next()
  }

  close(): Promise<void> {
    return this.#source.close()
  }
}
