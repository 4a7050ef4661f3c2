import { TickwiseError } from '../../src/errors.ts'
import { Bell } from '../../src/stream/bell.ts'
import { collectBatch } from '../../src/stream/collect-batch.ts'
import type { LogBounds, LogSource } from '../../src/stream/log-source.ts'
import { parseOptions } from '../../src/stream/parse-options.ts'
import type { ReadOptions, SourceEvent } from '../../src/stream/source.ts'
import type { FeedState } from '../../src/stream/tick-feed.ts'
import type { TickCollection } from '../../src/stream/tick-reader.ts'
import { partitionId, type Partition } from '../../src/stream/tick.ts'
import type { AdminLike } from './client.ts'
import { Membership } from './membership.ts'
import { RecordReader } from './record-reader.ts'
import { sourceOptionsSchema, type KafkaJsSourceOptions, type SourceSettings } from './source-options.ts'

/**
 * Ticks of Kafka topics through a `Kafka` of kafkajs that you run already; at least once and never more, because kafkajs
 * (no release since February 2023) puts no generation into its transactions and keeps it to itself, so that a worker that
 * lost a partition can't be kept from committing. `tickwise/connectors/kafka` can be exactly once.
 *
 * A topic that was deleted and created again under its name is not noticed: kafkajs does not know topic ids.
 * Errors: `CONFIG_INVALID`; `SOURCE_FAILED` where kafkajs gives up.
 */
export function source<T = unknown>(options: KafkaJsSourceOptions<T>): LogSource<T> {
  return new KafkaJsSource<T>(parseOptions(sourceOptionsSchema, options, 'kafkajs.source'))
}

const lostRights = ['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'FENCED_INSTANCE_ID']

class KafkaJsSource<T> implements LogSource<T> {
  readonly name = 'kafkajs'
  readonly replayable = true
  readonly #settings: SourceSettings
  readonly #membership: Membership
  readonly #admin: AdminLike
  readonly #reader: RecordReader<T>
  readonly #bell = new Bell()
  readonly #ends = new Map<string, number>()
  /** The join that was handed over last. */
  #announced = 0
  #turn = 0

  constructor(settings: SourceSettings) {
    this.#settings = settings
    this.#reader = new RecordReader<T>(settings)
    this.#admin = settings.kafka.admin()
    this.#membership = new Membership(settings, () => this.#bell.ring())
  }

  async open(): Promise<void> {
    await this.#asked('to reach the brokers', () => this.#admin.connect())
    if (this.#settings.stopAtEnd) {
      for (const topic of this.#settings.topic) {
        for (const { partition, high } of await this.#offsets(topic)) {
          this.#ends.set(partitionId({ topic, partition }), Number(high))
        }
      }
    }
    await this.#asked('to join the group', () => this.#membership.open())
  }

  async read(options: ReadOptions): Promise<SourceEvent<T>> {
    this.#membership.check()
    const first = this.#assignment()
    if (first !== undefined) return first
    await this.#begin()
    const receipt = this.#announced
    const fill = (maxTicks: number, into: TickCollection<T>, next: Map<string, number>) =>
      this.#fill(maxTicks, into, next)
    const batch = await collectBatch<T>({ fill, bell: this.#bell, eager: true }, options)
    this.#membership.check()
    return (batch.next.size === 0 ? this.#assignment() : undefined) ?? { ...batch, receipt }
  }

  seek(partition: Partition, offset: number): Promise<void> {
    this.#membership.seek(partition, offset)
    return Promise.resolve()
  }

  async startOffset({ topic, partition }: Partition): Promise<number> {
    const { from } = this.#settings
    const all = await this.#offsets(topic)
    const known = all.find((one) => one.partition === partition)
    if (typeof from === 'string') return Number(from === 'earliest' ? known?.low : known?.high)
    const at = await this.#asked('offsets by time', () =>
      this.#admin.fetchTopicOffsetsByTimestamp(topic, Number(from.time)),
    )
    return Number(at.find((one) => one.partition === partition)?.offset)
  }

  identity({ topic }: Partition): Promise<string> {
    return Promise.resolve(`topic:${topic}`)
  }

  async bounds({ topic, partition }: Partition): Promise<LogBounds> {
    const found = (await this.#offsets(topic)).find((one) => one.partition === partition)
    return { start: Number(found?.low), end: Number(found?.high) }
  }

  async committed(partitions: readonly Partition[]): Promise<ReadonlyMap<string, number>> {
    const { groupId } = this.#settings
    const topics = [...new Set(partitions.map(({ topic }) => topic))]
    const all = await this.#asked('the committed offsets', () => this.#admin.fetchOffsets({ groupId, topics }))
    const found = all.flatMap(({ topic, partitions: offsets }) =>
      offsets.map(({ partition, offset }) => [partitionId({ topic, partition }), Number(offset)] as const),
    )
    const wanted = new Set(partitions.map(partitionId))
    return new Map(found.filter(([id, offset]) => wanted.has(id) && offset >= 0))
  }

  async commit(next: ReadonlyMap<string, number>, receipt: unknown): Promise<'committed' | 'refused'> {
    if (!(await this.holds(receipt))) return 'refused'
    try {
      await this.#membership.commit(next)
      return 'committed'
    } catch (error) {
      if (lostRights.includes((error as { type?: string }).type ?? '')) return 'refused'
      return this.#asked('to commit the offsets of the group', () => Promise.reject(error as Error))
    }
  }

  lag(): ReadonlyMap<string, number> {
    const lags = this.#membership.assigned.map((partition) => {
      const id = partitionId(partition)
      return [id, (this.#membership.endOf(id) ?? 0) - (this.#membership.positionOf(id) ?? 0)] as const
    })
    return new Map(lags.map(([id, lag]) => [id, Math.max(0, lag)]))
  }

  holds(receipt: unknown): Promise<boolean> {
    return Promise.resolve(receipt === this.#membership.joins)
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#membership.close(), this.#admin.disconnect()])
  }

  /** News of who owns what, once for each join. */
  #assignment(): SourceEvent<T> | undefined {
    const { joins, assigned } = this.#membership
    if (joins === this.#announced) return undefined
    this.#announced = joins
    return { type: 'assigned', generation: joins, partitions: assigned, receipt: joins }
  }

  #fill(maxTicks: number, into: TickCollection<T>, next: Map<string, number>): FeedState {
    const { assigned, joins } = this.#membership
    if (joins !== this.#announced) return 'full'
    // Each read begins with another partition, so that a busy one does not keep the others waiting.
    const first = this.#turn++ % Math.max(1, assigned.length)
    for (const place of [...assigned.slice(first), ...assigned.slice(0, first)]) {
      const id = partitionId(place)
      const room = maxTicks - into.ticks.length - into.deadLetters.length
      if (room === 0) return 'full'
      const taken = this.#membership.take(id, room, this.#ends.get(id) ?? Infinity)
      if (taken === undefined) continue
      next.set(id, taken.next)
      for (const message of taken.messages) {
        const read = this.#reader.read(place, message)
        if ('reason' in read) into.deadLetters.push(read)
        else into.ticks.push(read)
      }
    }
    if (into.ticks.length + into.deadLetters.length >= maxTicks) return 'full'
    return this.#isAtEnd() ? 'ended' : 'waiting'
  }

  #isAtEnd(): boolean {
    if (!this.#settings.stopAtEnd || this.#membership.joins === 0) return false
    return this.#membership.assigned.every((partition) => {
      const id = partitionId(partition)
      return (this.#membership.positionOf(id) ?? -1) >= (this.#ends.get(id) ?? Infinity)
    })
  }

  /** Partitions that nobody sought begin at their start. */
  async #begin(): Promise<void> {
    const joins = this.#announced
    for (const partition of this.#membership.assigned) {
      if (this.#membership.positionOf(partitionId(partition)) !== undefined) continue
      const start = await this.startOffset(partition)
      if (joins !== this.#membership.joins) return
      this.#membership.seek(partition, start)
    }
  }

  async #offsets(topic: string): Promise<Awaited<ReturnType<AdminLike['fetchTopicOffsets']>>> {
    return this.#asked(`the bounds of topic "${topic}"`, () => this.#admin.fetchTopicOffsets(topic))
  }

  async #asked<R>(expected: string, ask: () => Promise<R>): Promise<R> {
    try {
      return await ask()
    } catch (cause) {
      throw new TickwiseError('SOURCE_FAILED', {
        expected,
        received: cause instanceof Error ? cause.message : String(cause),
        action: 'Check the brokers, the topic and the rights of the client that was handed over.',
        cause,
      })
    }
  }
}
