import type { Partition } from '../../src/stream/tick.ts'
import type { ClusterClient } from './cluster-client.ts'
import { forgetOffsets } from './forget-offsets.ts'
import type { GroupReceipt } from './group-member.ts'
import { GroupOffsets, isLostGeneration } from './group-offsets.ts'
import { OffsetQueue } from './offset-queue.ts'
import { kafkaError } from './protocol-errors.ts'
import type { SourceSettings } from './source-options.ts'

/**
 * What the group's coordinator keeps for a source: committed offsets, and what is recorded beside them. Throws
 * `SOURCE_FAILED` where it can't be had.
 */
export class GroupLedger {
  readonly #settings: SourceSettings
  readonly #offsets: GroupOffsets
  readonly #queue: OffsetQueue

  constructor(client: ClusterClient, settings: SourceSettings) {
    this.#settings = settings
    this.#offsets = new GroupOffsets(client, settings.giveUpMs)
    this.#queue = new OffsetQueue(this.#offsets)
  }

  /** Where the coordinator was when we joined: saves a question. */
  remember({ groupId, coordinatorId }: GroupReceipt): void {
    this.#offsets.remember(groupId, coordinatorId)
  }

  /** By `partitionId`; a partition without is absent. Waits for a transaction that is under way. */
  committed(partitions: readonly Partition[]): Promise<ReadonlyMap<string, number>> {
    const { groupId } = this.#settings
    return asked('the committed offsets of the group', () => this.#offsets.committed(groupId, partitions))
  }

  starts(partitions: readonly Partition[]): Promise<ReadonlyMap<string, number>> {
    const { groupId } = this.#settings
    return asked('the recorded starts of the group', () => this.#offsets.starts(groupId, partitions))
  }

  notes(partitions: readonly Partition[]): Promise<ReadonlyMap<string, string>> {
    const { groupId } = this.#settings
    return asked('the recorded models of the group', () => this.#offsets.notes(groupId, partitions))
  }

  /** Outside of transactions; refused when the generation that the receipt names is over. */
  commit(next: ReadonlyMap<string, number>, receipt: GroupReceipt): Promise<'committed' | 'refused'> {
    return asked('to commit the offsets of the group', async () => {
      try {
        if (next.size > 0) await this.#queue.commit(receipt, next)
        return 'committed'
      } catch (error) {
        if (isLostGeneration(error)) return 'refused'
        throw error
      }
    })
  }

  /** Whether the member is still one of this generation. */
  holds(receipt: GroupReceipt): Promise<boolean> {
    return asked('an answer of the group', () => this.#offsets.holds(receipt))
  }

  /** Deletes what is committed; says of which partitions. */
  forget(): Promise<readonly Partition[]> {
    return asked('to delete the committed offsets of the group', () => forgetOffsets(this.#settings))
  }
}

async function asked<R>(expected: string, ask: () => Promise<R>): Promise<R> {
  try {
    return await ask()
  } catch (error) {
    throw kafkaError('SOURCE_FAILED', expected, error)
  }
}
