import { Consumer } from '@platformatic/kafka'
import type { Partition } from '../../src/stream/tick.ts'
import { toClientOptions } from './config.ts'
import { isHopeless, kafkaError } from './protocol-errors.ts'
import { Backoff, withRetries } from './retry.ts'
import type { SourceSettings } from './source-options.ts'

/** By what right a batch was read. Checked by the group's coordinator at the commit. */
export interface GroupReceipt {
  readonly groupId: string
  readonly generationId: number
  readonly memberId: string
  readonly groupInstanceId: string | null
  /** The node that coordinated the group at the time. */
  readonly coordinatorId: number
  /** Where histories begin, by `partitionId`: goes along with every offset that is committed by this right. */
  readonly starts: Map<string, number>
  /** Which models have served; as `starts`. */
  readonly notes: Map<string, string>
}

export interface Membership {
  readonly receipt: GroupReceipt
  readonly partitions: readonly Partition[]
}

export interface GroupMemberEvents {
  /** A new generation; the client has joined it by itself already. */
  readonly onMembership: (membership: Membership) => void
  /** The group is lost for good. */
  readonly onFailure: (error: Error) => void
}

/** Membership in the consumer group: who reads what, and who is alive. Never fetches, never commits. */
export class GroupMember {
  readonly #settings: SourceSettings
  readonly #events: GroupMemberEvents
  readonly #consumer: Consumer
  #closed = false
  #isRejoining = false

  constructor(settings: SourceSettings, events: GroupMemberEvents) {
    const { groupId, staticMember, assignor, sessionTimeoutMs, heartbeatMs, rebalanceTimeoutMs } = settings
    this.#settings = settings
    this.#events = events
    this.#consumer = new Consumer({
      ...toClientOptions(settings),
      groupId,
      autocommit: false,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: rebalanceTimeoutMs,
      heartbeatInterval: heartbeatMs,
      protocols: [{ name: assignor, version: 1 }],
      ...(staticMember === undefined ? {} : { groupInstanceId: staticMember }),
    })
    this.#consumer.on('consumer:group:join', () => this.#joined())
    // Without a listener it would end the process; it says that joining again has failed.
    this.#consumer.on('error', () => void this.#rejoin())
  }

  /** Resolves once the group has let us in. Errors: `SOURCE_FAILED`. */
  async join(): Promise<void> {
    this.#consumer.topics.trackAll(...this.#settings.topics)
    try {
      const again = (error: unknown) => !this.#closed && !isHopeless(error)
      await withRetries(() => this.#consumer.joinGroup({}), { giveUpMs: this.#settings.giveUpMs, again })
    } catch (error) {
      throw kafkaError('SOURCE_FAILED', `to join the group "${this.#settings.groupId}"`, error)
    }
  }

  /** Leaves, so that the others need not wait for the session to run out. A static member keeps its place. */
  async close(): Promise<void> {
    this.#closed = true
    // The client leaves while it has a connection to do it by.
    if (this.#settings.staticMember !== undefined) await this.#consumer.connections.close()
    await this.#consumer.close(true).catch(() => undefined)
  }

  #joined(): void {
    const { groupId, generationId, memberId, coordinatorId, assignments } = this.#consumer
    if (memberId === null || coordinatorId === null || this.#closed) return
    const groupInstanceId = this.#settings.staticMember ?? null
    const partitions = (assignments ?? []).flatMap(({ topic, partitions }) =>
      partitions.map((partition) => ({ topic, partition })),
    )
    const receipt = {
      groupId,
      generationId,
      memberId,
      groupInstanceId,
      coordinatorId,
      starts: new Map<string, number>(),
      notes: new Map<string, string>(),
    }
    this.#events.onMembership({ receipt, partitions: partitions.sort(byTopicAndPartition) })
  }

  async #rejoin(): Promise<void> {
    if (this.#isRejoining) return
    this.#isRejoining = true
    const backoff = new Backoff(50, 1000)
    while (!this.#closed) {
      try {
        await backoff.pause()
        if (!this.#closed) await this.#consumer.joinGroup({})
        this.#isRejoining = false
        return
      } catch (error) {
        if (isHopeless(error) || backoff.totalMs >= this.#settings.giveUpMs) {
          this.#events.onFailure(
            kafkaError('SOURCE_FAILED', `to join the group "${this.#settings.groupId}" again`, error),
          )
          return
        }
      }
    }
  }
}

function byTopicAndPartition(a: Partition, b: Partition): number {
  if (a.topic !== b.topic) return a.topic < b.topic ? -1 : 1
  return a.partition - b.partition
}
