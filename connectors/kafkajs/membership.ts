import { TickwiseError } from '../../src/errors.ts'
import { partitionId, type Partition } from '../../src/stream/tick.ts'
import type { BatchPayload, ConsumerLike, JoinEvent, MessageLike } from './client.ts'
import type { SourceSettings } from './source-options.ts'

/** What a batch left to be read, until all of it is taken. */
interface Waiting {
  readonly messages: readonly MessageLike[]
  readonly end: number
  taken: number
  readonly done: () => void
}

export interface Taken {
  readonly messages: readonly MessageLike[]
  /** The offset to read next. */
  readonly next: number
}

const batchesAtOnce = 8
const heartbeatMs = 200

/**
 * kafkajs pushes batches; this holds each of them back until it is read, so that nothing is buffered without bound.
 * Positions are ours: a partition gives nothing before `seek`, and what kafkajs fetched from elsewhere is dropped.
 */
export class Membership {
  readonly #consumer: ConsumerLike
  readonly #topics: string[]
  readonly #onNews: () => void
  readonly #waiting = new Map<string, Waiting>()
  readonly #positions = new Map<string, number>()
  readonly #ends = new Map<string, number>()
  #payload: BatchPayload | undefined
  #wakeAll: (() => void)[] = []
  #joins = 0
  #assigned: readonly Partition[] = []
  #failure: Error | undefined

  constructor({ kafka, groupId, consumer, topic }: SourceSettings, onNews: () => void) {
    this.#consumer = kafka.consumer({ ...consumer, groupId })
    this.#topics = topic
    this.#onNews = onNews
  }

  /** How many times the group was joined: stands for the generation, which kafkajs keeps to itself. */
  get joins(): number {
    return this.#joins
  }

  get assigned(): readonly Partition[] {
    return this.#assigned
  }

  async open(): Promise<void> {
    this.#consumer.on('consumer.group_join', (event) => this.#join(event))
    this.#consumer.on('consumer.crash', ({ payload: { error, restart } }) => {
      if (!restart) this.#failure = error
      this.#void()
      this.#onNews()
    })
    await this.#consumer.connect()
    await this.#consumer.subscribe({ topics: this.#topics, fromBeginning: true })
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: batchesAtOnce,
      eachBatch: (payload) => this.#holdBack(payload),
    })
  }

  /** Errors: `SOURCE_FAILED` once kafkajs has given up. */
  check(): void {
    if (this.#failure === undefined) return
    throw new TickwiseError('SOURCE_FAILED', {
      expected: 'a kafkajs consumer that runs',
      received: this.#failure.message,
      action: 'Check the brokers and the rights of this client; kafkajs does not start it again by itself.',
      cause: this.#failure,
    })
  }

  seek({ topic, partition }: Partition, offset: number): void {
    const id = partitionId({ topic, partition })
    this.#positions.set(id, offset)
    this.#drop(id)
    this.#consumer.seek({ topic, partition, offset: String(offset) })
    this.#wake()
  }

  /** At most so many messages of a partition that lie before `limit`. */
  take(id: string, count: number, limit: number): Taken | undefined {
    const waiting = this.#waiting.get(id)
    if (waiting === undefined) return undefined
    const messages = waiting.messages.slice(waiting.taken, waiting.taken + count)
    const within = messages.filter(({ offset }) => Number(offset) < limit)
    waiting.taken += within.length
    const following = waiting.messages[waiting.taken]
    const next = following === undefined ? waiting.end : Number(following.offset)
    this.#positions.set(id, next)
    if (following === undefined) {
      this.#waiting.delete(id)
      waiting.done()
    }
    return { messages: within, next }
  }

  positionOf(id: string): number | undefined {
    return this.#positions.get(id)
  }

  /** Where the log ended as of the last batch. */
  endOf(id: string): number | undefined {
    return this.#ends.get(id)
  }

  async commit(offsets: ReadonlyMap<string, number>): Promise<void> {
    const topics = new Map<string, { partition: number; offset: string }[]>()
    for (const { topic, partition } of this.#assigned) {
      const offset = offsets.get(partitionId({ topic, partition }))
      if (offset === undefined) continue
      topics.set(topic, [...(topics.get(topic) ?? []), { partition, offset: String(offset) }])
    }
    const all = [...topics].map(([topic, partitions]) => ({ topic, partitions }))
    // That of a batch does not try again by itself under another generation, as the consumer's own does.
    if (this.#payload === undefined) throw new Error('nothing has been read that could be committed')
    await this.#payload.commitOffsetsIfNecessary({ topics: all })
  }

  async close(): Promise<void> {
    this.#void()
    this.#joins++
    await this.#consumer.disconnect()
  }

  #join({ payload: { memberAssignment } }: JoinEvent): void {
    this.#void()
    this.#joins++
    this.#assigned = Object.entries(memberAssignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({ topic, partition })),
    )
    this.#onNews()
  }

  async #holdBack(payload: BatchPayload): Promise<void> {
    this.#payload = payload
    const { topic, partition, messages, highWatermark } = payload.batch
    const id = partitionId({ topic, partition })
    const joins = this.#joins
    const isOver = () => joins !== this.#joins || payload.isStale() || !payload.isRunning()
    while (!isOver() && !this.#positions.has(id)) await this.#beat(payload)
    if (isOver()) return
    const end = Number(payload.batch.lastOffset()) + 1
    const state = { isTaken: false }
    const done = () => {
      state.isTaken = true
      this.#wake()
    }
    this.#ends.set(id, Number(highWatermark))
    this.#waiting.set(id, { messages, end, taken: 0, done })
    this.#onNews()
    try {
      while (!state.isTaken && !isOver()) await this.#beat(payload)
    } finally {
      if (!state.isTaken && joins === this.#joins) this.#drop(id)
    }
    if (state.isTaken && joins === this.#joins) payload.resolveOffset(payload.batch.lastOffset())
  }

  /** Waits for a change or a moment, then tells the group that we live. Throws when the group is forming anew. */
  async #beat(payload: BatchPayload): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, heartbeatMs)
      this.#wakeAll.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
    await payload.heartbeat()
  }

  #wake(): void {
    for (const wake of this.#wakeAll.splice(0)) wake()
  }

  #drop(id: string): void {
    this.#waiting.delete(id)
  }

  #void(): void {
    this.#waiting.clear()
    this.#positions.clear()
    this.#wake()
  }
}
