import { Consumer, Producer } from '@platformatic/kafka'
import { Worker } from 'node:worker_threads'
import { clientOptions, createTopics, tickMessage } from '../kafka/topic.ts'
import { TopicReader } from '../kafka/topic-reader.ts'
import type { LatencyWorker } from './worker.ts'

/** Milliseconds from handing a tick to the producer to having its answer in a `read_committed` reader. */
export interface Percentiles {
  readonly p50: number
  readonly p99: number
}

const firstTimestamp = 1_700_000_000_000

/** A topic, what answers its ticks in a thread of its own, and both ends: ticks in at 1,000 a second, answers out. */
export class LatencyLane {
  readonly #topic: string
  readonly #producer: Producer
  readonly #consumer: Consumer
  readonly #reader: TopicReader
  readonly #thread: Worker
  /** When tick i was handed over, and how long its answer took. */
  readonly #sentAt: number[] = []
  readonly #latencies: number[] = []
  #failure: unknown

  static async open(brokers: string, topic: string, work: LatencyWorker): Promise<LatencyLane> {
    await createTopics(brokers, [topic, `${topic}-out`, `${topic}-dead`])
    const lane = new LatencyLane(brokers, topic, work)
    await lane.#reader.open()
    void lane.#read()
    return lane
  }

  private constructor(brokers: string, topic: string, work: LatencyWorker) {
    this.#topic = topic
    this.#producer = new Producer({ ...clientOptions(brokers, `${topic}-in`), acks: -1 })
    const group = { groupId: `${topic}-reader`, autocommit: false }
    this.#consumer = new Consumer({ ...clientOptions(brokers, `${topic}-reader`), ...group })
    this.#reader = new TopicReader(this.#consumer, `${topic}-out`)
    this.#thread = new Worker(new URL('worker.ts', import.meta.url), { workerData: work })
    this.#thread.on('error', (error: unknown) => void (this.#failure = error))
  }

  /** Until the last one's answer; not every tick gets one: the first of a key has no scale yet. */
  async warmUp(ticks: number): Promise<void> {
    await this.#exchange(ticks, (first) => this.#latencies[first + ticks - 1] !== undefined)
  }

  /** Sends so many ticks at 1,000 a second and waits for the answers, which come partition by partition. */
  async measure(ticks: number): Promise<Percentiles> {
    const answered = await this.#exchange(ticks, (first) => this.#answersFrom(first).length === ticks)
    const sorted = answered.toSorted((a, b) => a - b)
    const at = (share: number) => sorted[Math.min(ticks - 1, Math.floor(share * ticks))]!
    return { p50: at(0.5), p99: at(0.99) }
  }

  async close(): Promise<void> {
    await this.#thread.terminate()
    await this.#producer.close(true)
    await this.#consumer.close(true)
  }

  async #exchange(ticks: number, isDone: (first: number) => boolean): Promise<number[]> {
    const first = this.#sentAt.length
    const startedAt = performance.now()
    const sent: Promise<unknown>[] = []
    while (this.#sentAt.length < first + ticks) {
      const due = Math.min(ticks, performance.now() - startedAt)
      while (this.#sentAt.length < first + due) sent.push(this.#send(this.#sentAt.length))
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await Promise.all(sent)
    for (const deadline = performance.now() + 30_000; !isDone(first);) {
      if (this.#failure !== undefined) throw this.#failure
      if (performance.now() > deadline) throw new Error(`${this.#answersFrom(first).length} of ${ticks} ticks answered`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    return this.#answersFrom(first)
  }

  #answersFrom(first: number): number[] {
    return this.#latencies.slice(first).filter((latency) => latency !== undefined)
  }

  /** A tick's number is its time, which comes back with the answer. */
  #send(i: number): Promise<unknown> {
    const message = { ...tickMessage(this.#topic, i), timestamp: BigInt(firstTimestamp + i) }
    this.#sentAt.push(performance.now())
    return this.#producer.send({ messages: [message] })
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const records = await this.#reader.fetch(500)
        const now = performance.now()
        for (const { value } of records) {
          const { time } = JSON.parse(value.toString()) as { readonly time: number }
          this.#latencies[time - firstTimestamp] = now - this.#sentAt[time - firstTimestamp]!
        }
      }
    } catch (error) {
      this.#failure ??= error
    }
  }
}
