import { FetchIsolationLevels, type ConnectionPool } from '@platformatic/kafka'
import { TickwiseError } from '../../src/errors.ts'
import type { ClusterClient } from './cluster-client.ts'
import { committedRecords } from './committed-records.ts'
import type { FetchRequest, FetchRequestTopic, FetchResponse, FetchResponsePartition } from './fetch-types.ts'
import { logBounds } from './log-offsets.ts'
import type { PartitionFeed } from './partition-feed.ts'
import { isHopeless, kafkaError, protocolId } from './protocol-errors.ts'
import { deserializeAll } from './record-reader.ts'
import { Backoff, pause } from './retry.ts'
import type { SourceSettings } from './source-options.ts'
import { unknownTopic } from './unknown-topic.ts'

const reachable = 'an answer of the brokers to a fetch'

/** No session of the protocol: every request names all it wants, so that nothing has to agree with an earlier one. */
const noSession = { id: 0, epoch: -1 }

export interface FetcherOptions {
  readonly settings: SourceSettings
  readonly client: ClusterClient
  /** Connections of their own: a request that waits for data holds up all behind it on its connection. */
  readonly pool: ConnectionPool
  /** Called whenever feeds may have more to give, or `throwIfFailed` would throw. */
  readonly onNews: () => void
}

/** Fetches ahead of what is handed over: at most one request a node, for feeds that hold less than half of their limit. */
export class Fetcher {
  readonly #options: FetcherOptions
  readonly #busyNodes = new Set<number>()
  readonly #backoff = new Backoff(5, 1000)
  #feeds: readonly PartitionFeed[] = []
  /** Looking for leaders, or waiting after a failure. */
  #resting = false
  #failure: Error | undefined
  #closed = false

  constructor(options: FetcherOptions) {
    this.#options = options
  }

  /** From now on these feeds and no others. */
  assign(feeds: readonly PartitionFeed[]): void {
    this.#feeds = feeds
    this.#failure = undefined
  }

  /** Stays until the next assignment. Errors: `SOURCE_FAILED`, `SOURCE_CHANGED`. */
  throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure
  }

  close(): void {
    this.#closed = true
  }

  /** Sends the requests that are due and does not wait. */
  poll(): void {
    if (this.#resting || this.#closed || this.#failure !== undefined) return
    const due = new Map<number, PartitionFeed[]>()
    for (const feed of this.#feeds) {
      if (feed.fetching || feed.fetchPosition === undefined || !this.#isLow(feed)) continue
      if (feed.leader === undefined) return void this.#findLeaders()
      const feeds = due.get(feed.leader.node)
      if (feeds === undefined) due.set(feed.leader.node, [feed])
      else feeds.push(feed)
    }
    for (const [node, feeds] of due) if (!this.#busyNodes.has(node)) void this.#fetch(node, feeds)
  }

  async #fetch(node: number, feeds: readonly PartitionFeed[]): Promise<void> {
    const { client, pool } = this.#options
    const versions = feeds.map(({ version }) => version)
    // While others of the node hold ticks enough, an answer must not wait: the next request may be about them.
    const isAll = this.#feeds.every((feed) => feed.leader?.node !== node || feeds.includes(feed))
    const request = this.#request(feeds, isAll)
    let goOn = isAll
    let isTrickle = false
    this.#busyNodes.add(node)
    for (const feed of feeds) feed.fetching = true
    try {
      const api = await client.api<FetchRequest, FetchResponse>('Fetch')
      if (api.version < 13) throw new Error(`the broker's fetch version ${api.version}: Kafka 3.1 or later is needed`)
      const response = await api.async(await client.connection(node, pool), ...request).catch(partialResponse)
      const { failed, taken } = await this.#take(response, feeds, versions)
      goOn ||= taken
      isTrickle = taken && feeds.every(({ fetchPosition = 0, end = Infinity }) => fetchPosition >= end)
      if (failed === undefined) this.#backoff.reset()
      else this.#rest(failed)
    } catch (error) {
      for (const feed of feeds) feed.leader = undefined
      this.#rest(error)
    } finally {
      for (const feed of feeds) feed.fetching = false
      this.#options.onNews()
      if (isTrickle) await pause(this.#options.settings.gatherMs)
      this.#busyNodes.delete(node)
      // Not after an empty answer to a question that did not wait: that would be asked again at once.
      if (goOn) this.poll()
    }
  }

  #isLow({ heldBytes }: PartitionFeed): boolean {
    return 2 * heldBytes < this.#options.settings.partitionMaxBytes
  }

  #request(feeds: readonly PartitionFeed[], mayWait: boolean): FetchRequest {
    const { isolation, maxBytes, maxWaitMs, partitionMaxBytes: mostBytes } = this.#options.settings
    const topics = new Map<string, FetchRequestTopic>()
    for (const { topicId, partition, leader, fetchPosition = 0, heldBytes } of feeds) {
      const topic = topics.get(topicId) ?? { topicId, partitions: [] }
      topics.set(topicId, topic)
      const [fetchOffset, currentLeaderEpoch] = [BigInt(fetchPosition), leader?.epoch ?? -1]
      const partitionMaxBytes = mostBytes - heldBytes
      topic.partitions.push({ partition, currentLeaderEpoch, fetchOffset, lastFetchedEpoch: -1, partitionMaxBytes })
    }
    const level = FetchIsolationLevels[isolation === 'read_committed' ? 'READ_COMMITTED' : 'READ_UNCOMMITTED']
    const wanted = [...topics.values()]
    return [mayWait ? maxWaitMs : 0, 1, maxBytes, level, noSession.id, noSession.epoch, wanted, [], '']
  }

  /** Gives the feeds what came for them; says whether anything did, and the first error that another attempt may mend. */
  async #take(
    response: FetchResponse,
    feeds: readonly PartitionFeed[],
    versions: readonly number[],
  ): Promise<{ readonly failed: unknown; readonly taken: boolean }> {
    let failed: unknown
    let taken = false
    for (const { topicId, partitions } of response.responses) {
      for (const partition of partitions) {
        const index = feeds.findIndex((feed) => feed.topicId === topicId && feed.partition === partition.partitionIndex)
        const feed = feeds[index]
        if (feed === undefined || feed.version !== versions[index]) continue
        const error = protocolId(partition.errorCode)
        if (error === undefined) taken = (await this.#fill(feed, partition)) || taken
        else failed ??= await this.#refused(feed, error)
      }
    }
    return { failed, taken }
  }

  async #fill(feed: PartitionFeed, fetched: FetchResponsePartition): Promise<boolean> {
    const { settings } = this.#options
    const { version, fetchPosition: from = 0 } = feed
    const committedOnly = settings.isolation === 'read_committed'
    const { records, nextOffset } = committedRecords(fetched, from, committedOnly)
    const payloads = await deserializeAll(settings, feed, records)
    if (feed.version !== version) return false
    feed.end = Number(committedOnly ? fetched.lastStableOffset : fetched.highWatermark)
    const bytes = fetched.records?.reduce((sum, batch) => sum + batch.length, 0) ?? 0
    feed.fill(records, payloads, nextOffset, bytes)
    return nextOffset > from
  }

  async #refused(feed: PartitionFeed, error: string): Promise<unknown> {
    feed.leader = undefined
    const { topic, partition, fetchPosition: position } = feed
    if (error === 'OFFSET_OUT_OF_RANGE') {
      const { start, end } = await logBounds(this.#options.client, feed)
      this.#failure = new TickwiseError('SOURCE_CHANGED', {
        expected: `offset ${position} of ${topic}/${partition} in the log`,
        received: `a log from ${start} to ${end}`,
        action: 'What is missing was deleted by retention or lost: restore it, or reset the pipeline.',
      })
      return undefined
    }
    if (error === 'TOPIC_AUTHORIZATION_FAILED') {
      this.#failure = kafkaError('SOURCE_FAILED', `the right to read topic "${topic}"`, new Error(error))
      return undefined
    }
    return new Error(`${error} for ${topic}/${partition}`)
  }

  async #findLeaders(): Promise<void> {
    this.#resting = true
    try {
      for (const topic of new Set(this.#feeds.map((feed) => feed.topic))) await this.#findLeadersOf(topic)
      this.#resting = false
      if (this.#feeds.some(({ leader }) => leader === undefined)) this.#rest(new Error('a partition without a leader'))
    } catch (error) {
      this.#rest(error)
    }
    this.#options.onNews()
  }

  async #findLeadersOf(topic: string): Promise<void> {
    const found = await this.#options.client.topic(topic, true)
    for (const feed of this.#feeds) {
      if (feed.topic !== topic) continue
      if (found !== undefined && found.id !== feed.topicId) throw recreated(topic, feed.topicId, found.id)
      const { leader = -1, leaderEpoch = -1 } = found?.partitions[feed.partition] ?? {}
      feed.leader = leader < 0 ? undefined : { node: leader, epoch: leaderEpoch }
    }
    // It may be on its way back: a deletion and a creation are two steps.
    if (found === undefined) throw new Error(unknownTopic(`topic "${topic}"`).message)
  }

  /** Waits before the next request, or fails for good. */
  #rest(error: unknown): void {
    if (this.#closed) return
    if (isHopeless(error) || this.#backoff.totalMs >= this.#options.settings.giveUpMs) {
      this.#failure = kafkaError('SOURCE_FAILED', reachable, error)
      this.#resting = false
      return
    }
    this.#resting = true
    void this.#backoff.pause().then(() => {
      this.#resting = false
      this.#options.onNews()
    })
  }
}

/** An error of one partition makes the client throw; what came for the others hangs on its error. */
function partialResponse(error: unknown): FetchResponse {
  const response = (error as { response?: FetchResponse }).response
  if (response?.responses !== undefined && response.errorCode === 0) return response
  throw error
}

function recreated(topic: string, before: string, now: string): TickwiseError {
  return new TickwiseError('SOURCE_CHANGED', {
    expected: `the topic "${topic}" that was read so far (id ${before})`,
    received: `another topic of that name (id ${now})`,
    action: 'It was deleted and created again. Start anew: `tickwise reset` forgets the state of this pipeline.',
  })
}
