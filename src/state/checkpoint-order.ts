import { TickwiseError } from '../errors.ts'
import type { DeadLetter } from '../stream/dead-letter.ts'
import { isLogSource } from '../stream/log-source.ts'
import type { Marks, Output, Sink } from '../stream/sink.ts'
import type { Assignment, Source } from '../stream/source.ts'
import { partitionId, type Partition } from '../stream/tick.ts'
import { checkForeign } from './check-foreign.ts'
import { createToken } from './create-token.ts'
import { byOwner, OwnedPartition, toOutput, unmuted } from './owned-partition.ts'
import { decodePartitionRecord, encodePartitionRecord, type PartitionRecord } from './partition-record.ts'
import type { RecordCache } from './record-cache.ts'
import { chooseRecovery, type GapPolicy } from './recovery.ts'
import { sinkSide, type SinkSide } from './sink-side.ts'
import type { SavedRecord, Snapshot, Store } from './store.ts'

/** Every place where a crash may come between two durable effects, in the order they are reached. */
export const commitSteps = [
  'claimed', // the partition is ours; its checkpoint is read
  'outputs-cut', // outputs past the checkpoint are gone, transactions of former owners are ended
  'start-recorded', // where a first run starts, or who owns the partition, is durable before anything else
  'turn-computed', // in memory only
  'transaction-committed', // transactional sinks: outputs, dead letters and offsets at once
  'outputs-appended', // other sinks: not yet durable
  'dead-letters-appended',
  'outputs-synced', // durable, but past the mark of the checkpoint
  'dead-letters-synced',
  'saved', // records, offset and marks: one transaction of the store
] as const
export type CommitStep = (typeof commitSteps)[number]

export interface CheckpointOrderOptions {
  readonly pipeline: string
  readonly source: Source
  readonly sink: Sink
  /** Not used by a transactional sink, which takes dead letters itself. */
  readonly deadLetters: Sink<DeadLetter>
  readonly store: Store
  readonly cache: RecordCache
  readonly onGap: GapPolicy
  /** Names this worker's transactions; stable over its restarts, used by no other. */
  readonly transactionalId: string
  /** Called at every step; tests crash here. */
  readonly onStep?: ((step: CommitStep) => void) | undefined
}

export interface CommittedTurn {
  readonly outputs: readonly Output[]
  readonly deadLetters: readonly DeadLetter[]
  /** By partition id: how many ticks were read and their greatest event time. */
  readonly absorbed: ReadonlyMap<string, { readonly ticks: number; readonly highEventTime: number | undefined }>
  readonly next: ReadonlyMap<string, number>
  readonly receipt: unknown
}

interface Claimed {
  readonly partition: Partition
  readonly stored: { readonly offset: number; readonly record: PartitionRecord } | undefined
  /** The input is not the one that the checkpoint was taken on. */
  readonly changed: boolean
}

/**
 * The order in which things become durable; no other file knows it.
 *
 * Invariant: the store never holds a state whose outputs are not durable. Outputs that can be cut back are appended,
 * synced, and only then saved together with the records, the offset and the marks (how long each output was); at start
 * they are cut to the marks of the last checkpoint. Transactional outputs are committed with the offsets of the input,
 * and the state is saved after them; at start the ticks between checkpoint and committed offset are absorbed silently.
 */
export class CheckpointOrder {
  readonly #options: CheckpointOrderOptions
  readonly #sinks: SinkSide
  readonly #owned = new Map<string, OwnedPartition>()
  #token = ''

  constructor(options: CheckpointOrderOptions) {
    this.#options = options
    const { source, sink, deadLetters } = options
    this.#sinks = sinkSide(source, sink, deadLetters, (step) => this.#step(step))
  }

  get token(): string {
    return this.#token
  }

  /** Whether anything was committed since the last save. */
  get pending(): boolean {
    for (const { saved, position } of this.#owned.values()) if (position !== saved) return true
    return false
  }

  /** The next offset to read; undefined for a partition that is not ours. */
  positionOf(id: string): number | undefined {
    return this.#owned.get(id)?.position
  }

  /** For display: counters over all partitions, and the offset of the oldest checkpoint. */
  get progress(): { readonly counters: Readonly<Record<string, number>>; readonly savedOffset: number | undefined } {
    const counters: Record<string, number> = {}
    let savedOffset: number | undefined
    for (const owned of this.#owned.values()) {
      for (const [name, count] of Object.entries(owned.counters)) counters[name] = (counters[name] ?? 0) + count
      savedOffset = Math.min(savedOffset ?? Infinity, owned.saved ?? 0)
    }
    return { counters, savedOffset }
  }

  /** Takes over partitions: from here on memory, outputs and positions are what the last commit left. */
  async recover({ generation, partitions, receipt }: Assignment): Promise<void> {
    const { source, store, transactionalId } = this.#options
    this.abandon()
    this.#token = createToken(generation)
    const claims: Claimed[] = []
    for (const partition of partitions) claims.push(await this.#claim(partition))
    this.#step('claimed')
    const records = claims.flatMap(({ stored }) => stored?.record ?? [])
    const previousTransactionalIds = [...new Set(records.map(({ owner }) => owner))].filter(
      (id) => id !== '' && id !== transactionalId,
    )
    const marks = records.length === 0 ? undefined : longest(records.map((record) => record.marks))
    await this.#sinks.open(marks, { transactionalId, previousTransactionalIds })
    this.#step('outputs-cut')
    const recovered = await this.#chooseStarts(claims, receipt)
    for (const owned of recovered) this.#owned.set(owned.id, owned)
    const unrecorded = this.#sinks.commitsOffsets ? recovered : recovered.filter(({ saved }) => saved === undefined)
    if (unrecorded.length > 0) {
      const current = await this.#sinks.sync()
      await store.save(this.#token, await Promise.all(unrecorded.map((owned) => this.#snapshot(owned, [], current))))
      for (const owned of unrecorded) owned.saved = owned.position
      this.#step('start-recorded')
    }
    for (const { partition, position } of recovered) await source.seek(partition, position)
  }

  /** Forgets what is in memory: another owner has it, or a commit was refused. */
  abandon(): void {
    for (const id of this.#owned.keys()) this.#options.cache.drop(id)
    this.#owned.clear()
  }

  /**
   * Hands a computed turn to the sinks. Positions and counters move at once: the next turn may be computed meanwhile, but
   * nothing may be saved before this has ended. `refused`: it never happened, and what is in memory has to be recovered.
   */
  async commit({ outputs, deadLetters, absorbed, next, receipt }: CommittedTurn): Promise<'committed' | 'refused'> {
    const owned = this.#owned
    this.#step('turn-computed')
    const visible = {
      outputs: unmuted(owned, outputs),
      deadLetters: unmuted(owned, deadLetters).map((letter) => toOutput(this.#options.pipeline, letter)),
      next: new Map([...next].filter(([id, offset]) => offset > owned.get(id)!.emitFrom)),
      receipt,
    }
    for (const [id, { ticks, highEventTime }] of absorbed) {
      owned.get(id)!.count('ticks', ticks)
      owned.get(id)!.see(highEventTime)
    }
    byOwner(owned, outputs, (_, owner) => owner.count('outputs'))
    byOwner(owned, deadLetters, ({ reason }, owner) => owner.count(`deadLetters.${reason}`))
    for (const [id, offset] of next) owned.get(id)!.position = offset
    return visible.next.size === 0 ? 'committed' : this.#sinks.hand(visible)
  }

  /** Makes everything committed so far durable, in one step. */
  async save(): Promise<void> {
    const { store, cache } = this.#options
    const marks = await this.#sinks.sync()
    const taken = new Map<string, SavedRecord[]>()
    const snapshots: Snapshot[] = []
    for (const [id, owned] of this.#owned) {
      const records = cache.takeDirty(id)
      taken.set(id, records)
      snapshots.push(await this.#snapshot(owned, records, marks))
    }
    await store.save(this.#token, snapshots)
    for (const [id, records] of taken) cache.saved(id, records)
    for (const owned of this.#owned.values()) owned.saved = owned.position
    this.#step('saved')
  }

  async #claim(partition: Partition): Promise<Claimed> {
    const { source, store, cache, pipeline, onGap } = this.#options
    const stored = await store.claim(partition, this.#token)
    if (stored === undefined) return { partition, stored, changed: false }
    const { offset } = stored
    const record = decodePartitionRecord(stored.checkpoint)
    checkForeign(record, { pipeline, layout: cache.layout.description })
    const identity = source.replayable ? await source.identity(partition, offset) : record.identity
    const changed = identity !== record.identity
    // A policy for gaps needs the bounds of a log.
    if (changed && (onGap === 'fail' || !this.#sinks.commitsOffsets))
      throw changedInput(partition, offset, record.identity, identity)
    return { partition, stored: { offset, record }, changed }
  }

  async #chooseStarts(claims: readonly Claimed[], receipt: unknown): Promise<OwnedPartition[]> {
    const { source, store, onGap } = this.#options
    const log = this.#sinks.commitsOffsets && isLogSource(source) ? source : undefined
    const partitions = claims.map(({ partition }) => partition)
    const [committed, recorded] = await Promise.all([log?.committed(partitions), log?.starts?.(partitions)])
    const recovered: OwnedPartition[] = []
    const starts = new Map<string, number>()
    const first = new Map<string, number>()
    for (const { partition, stored, changed } of claims) {
      const id = partitionId(partition)
      const start = stored?.offset ?? (await source.startOffset(partition))
      const facts = {
        partition: id,
        saved: stored?.offset,
        changed,
        committed: log === undefined ? stored?.offset : committed?.get(id),
        absorbed: (stored?.record.counters.ticks ?? 0) > 0,
        bounds: (await log?.bounds(partition)) ?? { start: 0, end: Infinity },
        start,
        recorded: recorded?.get(id),
      }
      const { from, emitFrom, fresh } = chooseRecovery(facts, onGap)
      if (fresh && stored !== undefined) {
        await store.reset(partition)
        await store.claim(partition, this.#token)
      }
      const isFirst = facts.committed === undefined
      const begin = fresh || isFirst ? from : facts.recorded
      if (begin !== undefined) starts.set(id, begin)
      if (isFirst) first.set(id, from)
      const known = fresh ? undefined : stored
      recovered.push(new OwnedPartition(partition, known?.offset, from, emitFrom, known?.record))
    }
    log?.recordStarts?.(starts, receipt)
    // Durable before anything is read. Where it is refused, the generation is over, and the next one does it.
    if (log?.recordStarts !== undefined && first.size > 0) await log.commit(first, receipt)
    return recovered
  }

  async #snapshot(owned: OwnedPartition, records: readonly SavedRecord[], marks: Marks): Promise<Snapshot> {
    const { partition, saved: previousOffset, position: offset, counters, highEventTime } = owned
    const { pipeline, source, cache, transactionalId } = this.#options
    const identity = await source.identity(partition, offset)
    const { description: layout } = cache.layout
    const owner = this.#sinks.commitsOffsets ? transactionalId : ''
    const record = { pipeline, layout, identity, owner, marks, counters, highEventTime, sections: {} }
    return { partition, previousOffset, offset, records, checkpoint: encodePartitionRecord(record) }
  }

  #step(step: CommitStep): void {
    this.#options.onStep?.(step)
  }
}

function changedInput(partition: Partition, offset: number, expected: string, found: string): TickwiseError {
  return new TickwiseError('SOURCE_CHANGED', {
    expected: `the input that ${partitionId(partition)} was read from up to offset ${offset} (${expected})`,
    received: `another one (${found})`,
    action:
      'Bring back the input, or start anew: `tickwise reset` forgets the state of this pipeline, and on Kafka so do ' +
      '--on-gap reset (go on at the committed offset) and --on-gap rebuild (from what the log still has).',
  })
}

/** Partitions saved at different times know the outputs at different lengths; each save covered all that was there. */
function longest(all: readonly Marks[]): Marks {
  const merged: Record<string, number> = {}
  for (const marks of all) {
    for (const [name, length] of Object.entries(marks)) merged[name] = Math.max(length, merged[name] ?? 0)
  }
  return merged
}
