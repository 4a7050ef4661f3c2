import {
  FindCoordinatorKeyTypes,
  type heartbeatV4,
  type offsetCommitV9,
  type offsetFetchV9,
  type txnOffsetCommitV4,
} from '@platformatic/kafka'
import { partitionId, type Partition } from '../../src/stream/tick.ts'
import type { ClusterClient } from './cluster-client.ts'
import type { GroupReceipt } from './group-member.ts'
import { formatMetadata, parseMetadata } from './offset-metadata.ts'
import { hasProtocolId, isHopeless } from './protocol-errors.ts'
import { withRetries } from './retry.ts'

/** The generation or the member that a turn was read by is over. Nothing was committed. */
const lost = ['ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'FENCED_INSTANCE_ID', 'REBALANCE_IN_PROGRESS'] as const

export function isLostGeneration(error: unknown): boolean {
  return hasProtocolId(error, lost)
}

/** The offsets of a group, and its word on who is a member. Asked at the group's coordinator, wherever it moves. */
export class GroupOffsets {
  readonly #client: ClusterClient
  readonly #giveUpMs: number
  readonly #coordinators = new Map<string, number>()

  constructor(client: ClusterClient, giveUpMs: number) {
    this.#client = client
    this.#giveUpMs = giveUpMs
  }

  /**
   * What the group has committed, by `partitionId`; a partition without is absent. Stable offsets only: where a
   * transaction is under way it waits for its end (the client's own call doesn't, and gives the offset before it).
   */
  async committed(groupId: string, partitions: readonly Partition[]): Promise<ReadonlyMap<string, number>> {
    const offsets = await this.#fetch(groupId, partitions)
    return new Map([...offsets].map(([id, { offset }]) => [id, offset]))
  }

  /** Where the histories of these partitions begin, as recorded beside their offsets; absent: not recorded. */
  async starts(groupId: string, partitions: readonly Partition[]): Promise<ReadonlyMap<string, number>> {
    const starts = new Map<string, number>()
    for (const [id, { metadata }] of await this.#fetch(groupId, partitions)) {
      const { start } = parseMetadata(metadata)
      if (start !== undefined) starts.set(id, start)
    }
    return starts
  }

  /** Which models have served these partitions, as recorded beside their offsets; absent: not recorded. */
  async notes(groupId: string, partitions: readonly Partition[]): Promise<ReadonlyMap<string, string>> {
    const notes = new Map<string, string>()
    for (const [id, { metadata }] of await this.#fetch(groupId, partitions)) {
      const { note } = parseMetadata(metadata)
      if (note !== undefined) notes.set(id, note)
    }
    return notes
  }

  async #fetch(groupId: string, partitions: readonly Partition[]): Promise<ReadonlyMap<string, CommittedOffset>> {
    if (partitions.length === 0) return new Map()
    const topics = byTopic(partitions, ({ partition }) => partition).map(([name, partitionIndexes]) => ({
      name,
      partitionIndexes,
    }))
    const groups = [{ groupId, memberId: null, memberEpoch: -1, topics }]
    const response = await this.#ask<offsetFetchV9.OffsetFetchRequest, offsetFetchV9.OffsetFetchResponse>(
      groupId,
      'OffsetFetch',
      groups,
      true,
    )
    const committed = new Map<string, CommittedOffset>()
    for (const { name: topic, partitions } of response.groups[0]?.topics ?? []) {
      for (const { partitionIndex: partition, committedOffset, metadata } of partitions) {
        if (committedOffset < 0n) continue
        committed.set(partitionId({ topic, partition }), { offset: Number(committedOffset), metadata })
      }
    }
    return committed
  }

  /** Commits offsets outside of transactions. Throws what `isLostGeneration` knows. */
  async commit(receipt: GroupReceipt, next: ReadonlyMap<string, number>): Promise<void> {
    const { groupId, generationId, memberId, groupInstanceId } = receipt
    await this.#ask<offsetCommitV9.OffsetCommitRequest, offsetCommitV9.OffsetCommitResponse>(
      groupId,
      'OffsetCommit',
      groupId,
      generationId,
      memberId,
      groupInstanceId,
      toRequestTopics(next, receipt),
    )
  }

  /** Adds offsets to the producer's transaction. Throws what `isLostGeneration` knows. */
  async commitInTransaction(
    receipt: GroupReceipt,
    next: ReadonlyMap<string, number>,
    producer: { readonly transactionalId: string; readonly producerId: bigint; readonly producerEpoch: number },
  ): Promise<void> {
    const { groupId, generationId, memberId, groupInstanceId } = receipt
    await this.#ask<txnOffsetCommitV4.TxnOffsetCommitRequest, txnOffsetCommitV4.TxnOffsetCommitResponse>(
      groupId,
      'TxnOffsetCommit',
      producer.transactionalId,
      groupId,
      producer.producerId,
      producer.producerEpoch,
      generationId,
      memberId,
      groupInstanceId,
      toRequestTopics(next, receipt),
    )
  }

  /** Whether the coordinator takes a heartbeat of this member in this generation. */
  async holds({ groupId, generationId, memberId, groupInstanceId }: GroupReceipt): Promise<boolean> {
    try {
      await this.#ask<heartbeatV4.HeartbeatRequest, heartbeatV4.HeartbeatResponse>(
        groupId,
        'Heartbeat',
        groupId,
        generationId,
        memberId,
        groupInstanceId,
      )
      return true
    } catch (error) {
      if (isLostGeneration(error)) return false
      throw error
    }
  }

  /** A first guess, from a receipt; a wrong one is corrected by the broker's answer. */
  remember(groupId: string, coordinator: number): void {
    this.#coordinators.set(groupId, coordinator)
  }

  async #ask<Arguments extends unknown[], Response>(
    groupId: string,
    name: string,
    ...request: Arguments
  ): Promise<Response> {
    const attempt = async () => {
      const coordinator = await this.#coordinator(groupId)
      try {
        return await this.#client.request<Arguments, Response>(coordinator, name, ...request)
      } catch (error) {
        this.#coordinators.delete(groupId)
        throw error
      }
    }
    const again = (error: unknown) => !isHopeless(error) && !hasProtocolId(error, final)
    return withRetries(attempt, { giveUpMs: this.#giveUpMs, maxPauseMs: 100, again })
  }

  async #coordinator(groupId: string): Promise<number> {
    const known = this.#coordinators.get(groupId)
    if (known !== undefined) return known
    const found = await this.#client.findCoordinator(FindCoordinatorKeyTypes.GROUP, groupId)
    this.#coordinators.set(groupId, found)
    return found
  }
}

/** Answers that no repetition changes. */
const final = [
  ...lost,
  'PRODUCER_FENCED',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
  'INVALID_TXN_STATE',
  'TRANSACTION_ABORTABLE',
  'UNKNOWN_PRODUCER_ID',
]

interface CommittedOffset {
  readonly offset: number
  readonly metadata: string | null | undefined
}

function toRequestTopics(
  next: ReadonlyMap<string, number>,
  { starts, notes }: GroupReceipt,
): txnOffsetCommitV4.TxnOffsetCommitRequestTopic[] {
  const places = [...next].map(([id, offset]) => ({
    ...toPartition(id),
    offset,
    start: starts.get(id),
    note: notes.get(id),
  }))
  return byTopic(places, ({ partition, offset, ...metadata }) => ({
    partitionIndex: partition,
    committedOffset: BigInt(offset),
    committedLeaderEpoch: -1,
    committedMetadata: formatMetadata(metadata),
  })).map(([name, partitions]) => ({ name, partitions }))
}

/** A topic's name has no slash. */
export function toPartition(id: string): Partition {
  const slash = id.lastIndexOf('/')
  return { topic: id.slice(0, slash), partition: Number(id.slice(slash + 1)) }
}

function byTopic<P extends Partition, R>(places: readonly P[], toValue: (place: P) => R): [string, R[]][] {
  const topics = new Map<string, R[]>()
  for (const place of places) {
    const values = topics.get(place.topic)
    if (values === undefined) topics.set(place.topic, [toValue(place)])
    else values.push(toValue(place))
  }
  return [...topics]
}
