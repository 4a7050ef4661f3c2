import type { DeadLetter } from '../stream/dead-letter.ts'
import { isLogSource, type LogSource } from '../stream/log-source.ts'
import type { Marks, Sink } from '../stream/sink.ts'
import type { Assignment, Source } from '../stream/source.ts'
import type { Partition } from '../stream/tick.ts'
import { changedInput, longest, type Claimed } from './claimed.ts'
import type { CommitStep } from './commit-steps.ts'
import type { CommittedTurn } from './committed-turn.ts'
import { chooseStarts } from './choose-starts.ts'
import { checkForeign } from './check-foreign.ts'
import { createToken } from './create-token.ts'
import { isKeptKey, keptSince, offsetOf } from './kept-records.ts'
import type { ModelHistory, SwapEntry } from './model-history.ts'
import { byOwner, type OwnedPartition, toOutput, unmuted } from './owned-partition.ts'
import { recordHistories } from './record-histories.ts'
import { writeModels } from './partition-models.ts'
import { decodePartitionRecord, encodePartitionRecord } from './partition-record.ts'
import type { RecordCache } from './record-cache.ts'
import { decodeRecord } from './record-codec.ts'
import type { GapPolicy } from './recovery.ts'
import type { KeyRecord } from './section.ts'
import { sinkSide, type SinkSide } from './sink-side.ts'
import type { SavedRecord, Snapshot, Store } from './store.ts'

export { commitSteps, swapSteps, type CommitStep } from './commit-steps.ts'
export type { CommittedTurn } from './committed-turn.ts'

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
  /** Who serves at the very start of a partition, by the models' names; none for a chain without models to be swapped. */
  readonly firstModels?: ((partition: string) => readonly Omit<SwapEntry, 'offset'>[]) | undefined
  /** Called at every step; tests crash here. */
  readonly onStep?: ((step: CommitStep) => void) | undefined
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
  #receipt: unknown

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

  /** The source, where a committed offset decides what was emitted. */
  get #log(): LogSource | undefined {
    const { source } = this.#options
    return this.#sinks.commitsOffsets && isLogSource(source) ? source : undefined
  }

  /** The models of the partitions that are ours. */
  get histories(): ReadonlyMap<string, ModelHistory> {
    return new Map([...this.#owned].map(([id, { models }]) => [id, models.history]))
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
    this.#receipt = receipt
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
    const { onGap, firstModels } = this.#options
    const starting = { source, store, onGap, token: this.#token, log: this.#log, firstModels }
    const recovered = await chooseStarts(claims, receipt, starting)
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

  /** Whether a snapshot may be saved while later turns are handed over: not where outputs are cut back to its marks. */
  get savesBeside(): boolean {
    return !this.#sinks.hasMarks
  }

  /** Makes everything committed so far durable, in one step. Nothing may be under way. */
  async save(): Promise<void> {
    const save = await this.snapshot()
    await save()
  }

  /**
   * What is in memory now, turns under way included. To be saved by the call that is given back once all of them are
   * committed, and before the next snapshot; turns that come meanwhile are not in it.
   */
  async snapshot(): Promise<() => Promise<void>> {
    const { store, cache } = this.#options
    const marks = await this.#sinks.sync()
    const token = this.#token
    const taken: { readonly owned: OwnedPartition; readonly records: SavedRecord[]; readonly snapshot: Snapshot }[] = []
    for (const owned of this.#owned.values()) {
      const records = cache.takeDirty(owned.id, owned.keeping)
      taken.push({ owned, records, snapshot: await this.#snapshot(owned, records, marks) })
    }
    return async () => {
      await store.save(
        token,
        taken.map(({ snapshot }) => snapshot),
      )
      for (const { owned, records, snapshot } of taken) {
        cache.saved(owned.id, records)
        owned.saved = snapshot.offset
      }
      this.#step('saved')
    }
  }

  /**
   * Lets other models serve from the positions on, and makes that durable before any of their outputs: in the checkpoint
   * here, in the log with the next commit. Nothing may be under way.
   */
  async swap(entries: ReadonlyMap<string, readonly Omit<SwapEntry, 'offset'>[]>): Promise<void> {
    this.#step('swap-decided')
    for (const [id, decided] of entries) {
      const owned = this.#owned.get(id)!
      owned.swap(decided.map((entry) => ({ ...entry, offset: owned.position })))
    }
    recordHistories(this.#log, this.#owned.values(), this.#receipt)
    await this.save()
    this.#step('swap-recorded')
  }

  /** Ticks are absorbed that were answered before; no swap may come between them. */
  isCatchingUp(id: string): boolean {
    const owned = this.#owned.get(id)
    return owned !== undefined && owned.position < owned.emitFrom
  }

  /** Key records of a partition that were advanced at an offset or later. Nothing may be under way. */
  async *recordsSince(id: string, offset: number): AsyncGenerator<KeyRecord> {
    if (this.pending) await this.save()
    const { store, cache } = this.#options
    for await (const { key, bytes } of store.records(this.#owned.get(id)!.partition)) {
      if (!isKeptKey(key) && offsetOf(bytes) >= offset) yield decodeRecord(cache.layout, key, bytes)
    }
  }

  /** Whether there is a way back to a partition's last swap, at this offset: its records are kept, the log has the rest. */
  async canRestore(id: string, offset: number): Promise<boolean> {
    const { source } = this.#options
    const owned = this.#owned.get(id)
    if (owned?.models.before?.offset !== offset || !source.replayable) return false
    return !isLogSource(source) || (await source.bounds(owned.partition)).start <= offset
  }

  /**
   * Takes a partition's last swap back: its records are what they were, and the ticks since then are absorbed again,
   * silently, by the model before. Nothing may be under way. Only where `canRestore`.
   */
  async restore(id: string, decided: Omit<SwapEntry, 'offset' | 'policy' | 'back'>): Promise<void> {
    this.#step('swap-decided')
    await this.save()
    const { source, store, cache } = this.#options
    const owned = this.#owned.get(id)!
    const before = owned.models.before!
    const records = await keptSince(store, cache.layout, owned.partition, this.#token, before.offset)
    owned.restore(before, { ...decided, offset: owned.position, policy: 'restore', back: before.offset })
    recordHistories(this.#log, this.#owned.values(), this.#receipt)
    await store.save(this.#token, [await this.#snapshot(owned, records, await this.#sinks.sync())])
    owned.saved = owned.position
    cache.drop(id)
    this.#step('records-restored')
    await source.seek(owned.partition, owned.position)
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

  async #snapshot(owned: OwnedPartition, records: readonly SavedRecord[], marks: Marks): Promise<Snapshot> {
    const { partition, saved: previousOffset, position: offset, counters, highEventTime } = owned
    const { pipeline, source, cache, transactionalId } = this.#options
    const identity = await source.identity(partition, offset)
    const { description: layout } = cache.layout
    const owner = this.#sinks.commitsOffsets ? transactionalId : ''
    const record = {
      pipeline,
      layout,
      identity,
      owner,
      marks,
      counters,
      highEventTime,
      sections: writeModels(owned.models),
    }
    return { partition, previousOffset, offset, records, checkpoint: encodePartitionRecord(record) }
  }

  #step(step: CommitStep): void {
    this.#options.onStep?.(step)
  }
}
