import { Base, ConnectionPool, type ClusterTopicMetadata } from '@platformatic/kafka'
import { TickwiseError } from '../../src/errors.ts'
import { Bell } from '../../src/stream/bell.ts'
import { collectBatch } from '../../src/stream/collect-batch.ts'
import type { LogBounds, LogSource } from '../../src/stream/log-source.ts'
import { parseOptions } from '../../src/stream/parse-options.ts'
import type { ReadOptions, SourceEvent } from '../../src/stream/source.ts'
import type { FeedState } from '../../src/stream/tick-feed.ts'
import type { TickCollection } from '../../src/stream/tick-reader.ts'
import { partitionId, type Partition } from '../../src/stream/tick.ts'
import { ClusterClient } from './cluster-client.ts'
import { toClientOptions } from './config.ts'
import { Fetcher } from './fetcher.ts'
import { GroupLedger } from './group-ledger.ts'
import { GroupMember, type GroupReceipt, type Membership } from './group-member.ts'
import { findOffset, logBounds } from './log-offsets.ts'
import { identityOf, PartitionFeed } from './partition-feed.ts'
import { isHopeless, kafkaError } from './protocol-errors.ts'
import { RecordReader } from './record-reader.ts'
import { refuseCompacted } from './refuse-compacted.ts'
import { withRetries } from './retry.ts'
import { sourceOptionsSchema, type KafkaSourceOptions, type SourceSettings } from './source-options.ts'
import { unknownTopic } from './unknown-topic.ts'

/** A log source whose group can be told to forget how far it has come. */
export interface KafkaSource<T = unknown> extends LogSource<T> {
  forget(): Promise<readonly Partition[]>
}

/**
 * Ticks of Kafka topics. The group says which partitions are ours and who is alive; positions are ours alone, and every
 * batch carries the generation it was read in. Errors: `CONFIG_INVALID`.
 */
export function source<T = unknown>(options: KafkaSourceOptions<T>): KafkaSource<T> {
  const settings = parseOptions(sourceOptionsSchema, options, 'kafka.source')
  const topics = [...new Set([...(settings.topics ?? []), ...(settings.topic === undefined ? [] : [settings.topic])])]
  if (topics.length > 0) return new GroupSource<T>({ ...settings, topics })
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'valid options of kafka.source',
    received: 'topic: none given',
    action: 'Name a `topic`, or several `topics`.',
  })
}

class GroupSource<T> implements KafkaSource<T> {
  readonly name = 'kafka'
  readonly replayable = true
  readonly sharedGenerations = true
  readonly #settings: SourceSettings
  readonly #client: ClusterClient
  readonly #pool: ConnectionPool
  readonly #group: GroupMember
  readonly #ledger: GroupLedger
  readonly #fetcher: Fetcher
  readonly #reader: RecordReader<T>
  readonly #bell = new Bell()
  /** Joined, and not handed over yet. */
  #joined: Membership | undefined
  /** By what right we read now: that of the assignment handed over last. */
  #receipt: GroupReceipt | undefined
  #feeds: ReadonlyMap<string, PartitionFeed> = new Map()
  /** Where partitions end for `stopAtEnd`. */
  readonly #ends = new Map<string, number>()
  #turn = 0
  #failure: Error | undefined
  #closed = false

  constructor(settings: SourceSettings) {
    const options = toClientOptions(settings)
    this.#settings = settings
    this.#client = new ClusterClient(new Base(options))
    this.#pool = new ConnectionPool(settings.clientId, options)
    this.#ledger = new GroupLedger(this.#client, settings)
    this.#reader = new RecordReader<T>(settings)
    const onNews = () => this.#bell.ring()
    this.#fetcher = new Fetcher({ settings, client: this.#client, pool: this.#pool, onNews })
    this.#group = new GroupMember(settings, {
      onMembership: (membership) => {
        this.#joined = membership
        onNews()
      },
      onFailure: (error) => {
        this.#failure = error
        onNews()
      },
    })
  }

  /** Joins the group. Errors: `SOURCE_FAILED` where the brokers can't be reached or a topic is unknown. */
  async open(): Promise<void> {
    for (const topic of this.#settings.topics) {
      const found = await this.#retried('to reach the brokers', () => this.#client.topic(topic, true))
      if (found === undefined) throw unknownTopic(`topic "${topic}"`)
    }
    await this.#retried('the settings of the topics', () => refuseCompacted(this.#settings))
    await this.#group.join()
  }

  async read(options: ReadOptions): Promise<SourceEvent<T>> {
    const { signal } = options
    signal?.throwIfAborted()
    const first = await this.#assignment(signal)
    if (first !== undefined) return first
    await this.#begin(signal)
    const receipt = this.#receipt
    const fill = (maxTicks: number, into: TickCollection<T>, next: Map<string, number>) =>
      this.#fill(maxTicks, into, next)
    const batch = await collectBatch<T>({ fill, bell: this.#bell, eager: true }, options)
    if (batch.next.size === 0 && this.#joined !== undefined) return (await this.#assignment(signal)) ?? batch
    return { ...batch, receipt }
  }

  seek(partition: Partition, offset: number): Promise<void> {
    this.#feeds.get(partitionId(partition))?.seek(offset)
    return Promise.resolve()
  }

  startOffset(partition: Partition): Promise<number> {
    return this.#startOffset(partition)
  }

  /** The topic's id, another one after it was deleted and created again, and how many partitions its keys are spread over. */
  async identity({ topic, partition }: Partition): Promise<string> {
    return this.#feeds.get(partitionId({ topic, partition }))?.topicIdentity ?? (await this.#topicIdentity(topic))
  }

  bounds(partition: Partition): Promise<LogBounds> {
    return this.#retried('the bounds of a log', () => logBounds(this.#client, partition))
  }

  committed(partitions: readonly Partition[]): Promise<ReadonlyMap<string, number>> {
    return this.#ledger.committed(partitions)
  }

  starts(partitions: readonly Partition[]): Promise<ReadonlyMap<string, number>> {
    return this.#ledger.starts(partitions)
  }

  recordStarts(starts: ReadonlyMap<string, number>, receipt: unknown): void {
    const recorded = (receipt as GroupReceipt).starts
    for (const [id, start] of starts) recorded.set(id, start)
  }

  notes(partitions: readonly Partition[]): Promise<ReadonlyMap<string, string>> {
    return this.#ledger.notes(partitions)
  }

  recordNotes(notes: ReadonlyMap<string, string>, receipt: unknown): void {
    const recorded = (receipt as GroupReceipt).notes
    for (const [id, note] of notes) recorded.set(id, note)
  }

  commit(next: ReadonlyMap<string, number>, receipt: unknown): Promise<'committed' | 'refused'> {
    return this.#ledger.commit(next, receipt as GroupReceipt)
  }

  holds(receipt: unknown): Promise<boolean> {
    return this.#ledger.holds(receipt as GroupReceipt)
  }

  forget(): Promise<readonly Partition[]> {
    return this.#ledger.forget()
  }

  lag(): ReadonlyMap<string, number> {
    const lags = new Map<string, number>()
    for (const [id, { end, position = 0 }] of this.#feeds) {
      if (end !== undefined) lags.set(id, Math.max(0, end - position))
    }
    return lags
  }

  /** Also ends an `open` that is under way. */
  async close(): Promise<void> {
    this.#closed = true
    this.#fetcher.close()
    await this.#group.close()
    await Promise.allSettled([this.#pool.close(), this.#client.base.close()])
  }

  /** The news of who owns what, once for each generation. Everything held for the one before is dropped. */
  async #assignment(signal?: AbortSignal): Promise<SourceEvent<T> | undefined> {
    const joined = this.#joined
    if (joined === undefined) return undefined
    const { receipt, partitions } = joined
    const topics = new Map<string, ClusterTopicMetadata>()
    for (const { topic } of partitions) if (!topics.has(topic)) topics.set(topic, await this.#topic(topic, signal))
    // A newer one may have come meanwhile.
    if (this.#joined !== joined) return this.#assignment(signal)
    this.#joined = undefined
    this.#receipt = receipt
    this.#ledger.remember(receipt)
    const feeds = partitions.map((partition) => new PartitionFeed(partition, topics.get(partition.topic)!))
    this.#feeds = new Map(feeds.map((feed) => [feed.id, feed]))
    this.#fetcher.assign(feeds)
    return { type: 'assigned', generation: receipt.generationId, partitions, receipt }
  }

  /** Partitions that nobody sought begin at their start. */
  async #begin(signal?: AbortSignal): Promise<void> {
    const { stopAtEnd, isolation } = this.#settings
    for (const feed of this.#feeds.values()) {
      if (feed.position === undefined) feed.seek(await this.#startOffset(feed, signal))
      if (stopAtEnd && !this.#ends.has(feed.id)) {
        const end = () => findOffset(this.#client, feed, 'latest', isolation === 'read_committed')
        this.#ends.set(feed.id, await this.#retried('the end of a log', end, signal))
      }
    }
  }

  #fill(maxTicks: number, into: TickCollection<T>, next: Map<string, number>): FeedState {
    if (this.#joined !== undefined) return 'full'
    if (this.#failure !== undefined) throw this.#failure
    const feeds = [...this.#feeds.values()]
    const count = () => into.ticks.length + into.deadLetters.length
    // Another partition begins each time, so that a long backlog of one does not starve the others.
    const first = feeds.length === 0 ? 0 : this.#turn++ % feeds.length
    for (let i = 0; i < feeds.length && count() < maxTicks; i++) {
      this.#takeFrom(feeds[(first + i) % feeds.length]!, maxTicks - count(), into, next)
    }
    if (
      this.#settings.stopAtEnd &&
      feeds.every(({ id, position = 0 }) => position >= (this.#ends.get(id) ?? Infinity))
    ) {
      return 'ended'
    }
    if (count() === 0) this.#fetcher.throwIfFailed()
    this.#fetcher.poll()
    return count() >= maxTicks ? 'full' : 'waiting'
  }

  #takeFrom(feed: PartitionFeed, atMost: number, into: TickCollection<T>, next: Map<string, number>): void {
    let taken = 0
    for (; taken < atMost; taken++) {
      const entry = feed.take()
      if (entry === undefined) break
      const read = this.#reader.read(feed, entry.record, entry.payload)
      if ('reason' in read) into.deadLetters.push(read)
      else into.ticks.push(read)
    }
    if (taken > 0) next.set(feed.id, feed.position ?? 0)
  }

  #startOffset(partition: Partition, signal?: AbortSignal): Promise<number> {
    const { from, isolation } = this.#settings
    const query = typeof from === 'string' ? from : Number(from.time)
    const find = () => findOffset(this.#client, partition, query, isolation === 'read_committed')
    return this.#retried('a start offset', find, signal)
  }

  async #topicIdentity(topic: string): Promise<string> {
    return identityOf(await this.#topic(topic))
  }

  async #topic(topic: string, signal?: AbortSignal): Promise<ClusterTopicMetadata> {
    const found = await this.#retried('to reach the brokers', () => this.#client.topic(topic, true), signal)
    if (found === undefined) throw unknownTopic(`topic "${topic}"`)
    return found
  }

  async #retried<R>(expected: string, operation: () => Promise<R>, signal?: AbortSignal): Promise<R> {
    try {
      const again = (error: unknown) => !this.#closed && !isHopeless(error)
      return await withRetries(operation, { giveUpMs: this.#settings.giveUpMs, again, ...(signal && { signal }) })
    } catch (error) {
      signal?.throwIfAborted()
      throw kafkaError('SOURCE_FAILED', expected, error)
    }
  }
}
