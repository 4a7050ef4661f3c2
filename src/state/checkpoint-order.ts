import { TickwiseError } from '../errors.ts'
import type { DeadLetter } from '../stream/dead-letter.ts'
import type { Marks, Output, Sink } from '../stream/sink.ts'
import type { Assignment, Source } from '../stream/source.ts'
import { partitionId, type Partition } from '../stream/tick.ts'
import { checkForeign } from './check-foreign.ts'
import { createToken } from './create-token.ts'
import { decodePartitionRecord, encodePartitionRecord, type PartitionRecord } from './partition-record.ts'
import type { RecordCache } from './record-cache.ts'
import type { SavedRecord, Snapshot, Store } from './store.ts'

/** Every place where a crash may come between two durable effects, in the order they are reached. */
export const commitSteps = [
  'claimed', // the partition is ours; its checkpoint is read
  'outputs-cut', // outputs past the checkpoint are gone
  'start-recorded', // a first run: where it starts is durable before anything else
  'turn-computed', // in memory only
  'outputs-appended', // not yet durable
  'dead-letters-appended',
  'outputs-synced', // durable, but past the mark of the checkpoint
  'dead-letters-synced',
  'saved', // records, offset and marks: one transaction
] as const
export type CommitStep = (typeof commitSteps)[number]

export interface CheckpointOrderOptions {
  readonly pipeline: string
  readonly source: Source
  readonly sink: Sink
  readonly deadLetters: Sink<DeadLetter>
  readonly store: Store
  readonly cache: RecordCache
  /** Called at every step; tests crash here. */
  readonly onStep?: ((step: CommitStep) => void) | undefined
}

/** A partition we own. */
interface Owned {
  readonly partition: Partition
  /** Offset of the last checkpoint. */
  saved: number
  /** The next offset to read. */
  position: number
  counters: Record<string, number>
  highEventTime: number | undefined
}

export interface CommittedTurn {
  readonly outputs: readonly Output[]
  readonly deadLetters: readonly DeadLetter[]
  /** By partition id: how many ticks were read and their greatest event time. */
  readonly absorbed: ReadonlyMap<string, { readonly ticks: number; readonly highEventTime: number | undefined }>
  readonly next: ReadonlyMap<string, number>
}

/**
 * The order in which things become durable; no other file knows it.
 *
 * Invariant: the store never holds a state whose outputs are not durable. A turn's outputs are appended, then synced,
 * and only then saved together with the records, the offset and the marks (how long each output was). At start the
 * outputs are cut to the marks of the last checkpoint, and reading goes on at its offset: what was past it comes again,
 * with the same bytes.
 */
export class CheckpointOrder {
  readonly #options: CheckpointOrderOptions
  readonly #owned = new Map<string, Owned>()
  #token = ''

  constructor(options: CheckpointOrderOptions) {
    this.#options = options
  }

  get token(): string {
    return this.#token
  }

  /** Ticks absorbed since the last save, over all partitions, in units of offsets. */
  get pending(): boolean {
    for (const { saved, position } of this.#owned.values()) if (position !== saved) return true
    return false
  }

  /** The next offset to read. */
  positionOf(id: string): number {
    return this.#owned.get(id)?.position ?? Infinity
  }

  /** For display: counters over all partitions, and the offset of the oldest checkpoint. */
  get progress(): { readonly counters: Readonly<Record<string, number>>; readonly savedOffset: number | undefined } {
    const counters: Record<string, number> = {}
    let savedOffset: number | undefined
    for (const owned of this.#owned.values()) {
      for (const [name, count] of Object.entries(owned.counters)) counters[name] = (counters[name] ?? 0) + count
      savedOffset = savedOffset === undefined ? owned.saved : Math.min(savedOffset, owned.saved)
    }
    return { counters, savedOffset }
  }

  /** Takes over partitions: from here on memory, outputs and position are those of the last checkpoint. */
  async recover({ generation, partitions }: Assignment): Promise<void> {
    const { source, store, cache } = this.#options
    this.#token = createToken(generation)
    for (const id of this.#owned.keys()) cache.drop(id)
    this.#owned.clear()
    const fresh: Owned[] = []
    let marks: Marks | undefined
    for (const partition of partitions) {
      const stored = await store.claim(partition, this.#token)
      if (stored === undefined) {
        const start = await source.startOffset(partition)
        fresh.push({ partition, saved: start, position: start, counters: {}, highEventTime: undefined })
        continue
      }
      const record = decodePartitionRecord(stored.checkpoint)
      checkForeign(record, { pipeline: this.#options.pipeline, layout: cache.layout.description })
      await this.#checkIdentity(partition, stored.offset, record)
      marks = longest(marks, record.marks)
      const { counters, highEventTime } = record
      const owned = {
        partition,
        saved: stored.offset,
        position: stored.offset,
        counters: { ...counters },
        highEventTime,
      }
      this.#owned.set(partitionId(partition), owned)
    }
    this.#step('claimed')
    await this.#openSinks(marks)
    this.#step('outputs-cut')
    if (fresh.length > 0) {
      const current = await this.#syncSinks()
      for (const owned of fresh) this.#owned.set(partitionId(owned.partition), owned)
      await store.save(
        this.#token,
        await Promise.all(fresh.map((owned) => this.#snapshot(owned, undefined, [], current))),
      )
      this.#step('start-recorded')
    }
    for (const { partition, position } of this.#owned.values()) await source.seek(partition, position)
  }

  /** Hands a computed turn to the sinks. Durable at the next `save`. */
  async commit({ outputs, deadLetters, absorbed, next }: CommittedTurn): Promise<void> {
    this.#step('turn-computed')
    await hand(this.#options.sink, outputs)
    this.#step('outputs-appended')
    if (deadLetters.length > 0) {
      await hand(
        this.#options.deadLetters,
        deadLetters.map((letter) => toOutput(this.#options.pipeline, letter)),
      )
    }
    this.#step('dead-letters-appended')
    for (const [id, { ticks, highEventTime }] of absorbed) {
      const owned = this.#owned.get(id)!
      count(owned, 'ticks', ticks)
      if (highEventTime !== undefined)
        owned.highEventTime = Math.max(owned.highEventTime ?? highEventTime, highEventTime)
    }
    for (const output of outputs) count(this.#owned.get(partitionId(output))!, 'outputs', 1)
    for (const letter of deadLetters) count(this.#owned.get(partitionId(letter))!, `deadLetters.${letter.reason}`, 1)
    for (const [id, offset] of next) this.#owned.get(id)!.position = offset
  }

  /** Makes everything committed so far durable, in one step. */
  async save(): Promise<void> {
    const { store, cache } = this.#options
    const marks = await this.#syncSinks()
    const taken = new Map<string, SavedRecord[]>()
    const snapshots: Snapshot[] = []
    for (const [id, owned] of this.#owned) {
      const records = cache.takeDirty(id)
      taken.set(id, records)
      snapshots.push(await this.#snapshot(owned, owned.saved, records, marks))
    }
    await store.save(this.#token, snapshots)
    for (const [id, records] of taken) cache.saved(id, records)
    for (const owned of this.#owned.values()) owned.saved = owned.position
    this.#step('saved')
  }

  async #checkIdentity(partition: Partition, offset: number, record: PartitionRecord): Promise<void> {
    const { source } = this.#options
    if (!source.replayable) return
    const identity = await source.identity(partition, offset)
    if (identity === record.identity) return
    throw new TickwiseError('SOURCE_CHANGED', {
      expected: `the input that ${partitionId(partition)} was read from up to offset ${offset} (${record.identity})`,
      received: `another beginning (${identity})`,
      action: 'Bring back the input, or start anew: `tickwise reset` forgets the state of this pipeline.',
    })
  }

  async #openSinks(marks: Marks | undefined): Promise<void> {
    const { sink, deadLetters } = this.#options
    await openSink(sink, marks && unprefix(marks, 'output/'))
    await openSink(deadLetters, marks && unprefix(marks, 'dead-letters/'))
  }

  async #syncSinks(): Promise<Marks> {
    const { sink, deadLetters } = this.#options
    const outputs = sink.kind === 'marked' ? await sink.sync() : {}
    this.#step('outputs-synced')
    const letters = deadLetters.kind === 'marked' ? await deadLetters.sync() : {}
    this.#step('dead-letters-synced')
    return { ...prefix(outputs, 'output/'), ...prefix(letters, 'dead-letters/') }
  }

  async #snapshot(
    owned: Owned,
    previousOffset: number | undefined,
    records: readonly SavedRecord[],
    marks: Marks,
  ): Promise<Snapshot> {
    const { partition, position: offset, counters, highEventTime } = owned
    const { pipeline, source, cache } = this.#options
    const identity = await source.identity(partition, offset)
    const { description: layout } = cache.layout
    const checkpoint = encodePartitionRecord({
      pipeline,
      layout,
      identity,
      marks,
      counters,
      highEventTime,
      sections: {},
    })
    return { partition, previousOffset, offset, records, checkpoint }
  }

  #step(step: CommitStep): void {
    this.#options.onStep?.(step)
  }
}

async function openSink<T>(sink: Sink<T>, marks: Marks | undefined): Promise<void> {
  if (sink.kind === 'transactional') throw refuseTransactional(sink.name)
  await (sink.kind === 'marked' ? sink.open(marks) : sink.open())
}

async function hand<T>(sink: Sink<T>, outputs: readonly Output<T>[]): Promise<void> {
  if (outputs.length === 0) return
  if (sink.kind === 'transactional') throw refuseTransactional(sink.name)
  await (sink.kind === 'marked' ? sink.append(outputs) : sink.write(outputs))
}

function refuseTransactional(name: string): TickwiseError {
  return new TickwiseError('COMBINATION_REFUSED', {
    expected: 'a sink that is written turn by turn',
    received: `the transactional sink of ${name}`,
    action: 'Use it with a source whose offsets it can commit.',
  })
}

function toOutput(pipeline: string, letter: DeadLetter): Output<DeadLetter> {
  const { topic, partition, offset, key = '' } = letter
  const id = `${pipeline}:${topic}:${partition}:${offset}:dead`
  return { id, topic, partition, offset, ordinal: 0, key, eventTime: undefined, value: letter }
}

/** Partitions saved at different times know the outputs at different lengths; each save covered all that was there. */
function longest(a: Marks | undefined, b: Marks): Marks {
  const merged = { ...b }
  for (const [name, length] of Object.entries(a ?? {})) merged[name] = Math.max(length, merged[name] ?? 0)
  return merged
}

function count(owned: Owned, name: string, by: number): void {
  owned.counters[name] = (owned.counters[name] ?? 0) + by
}

function prefix(marks: Marks, by: string): Marks {
  return Object.fromEntries(Object.entries(marks).map(([name, length]) => [by + name, length]))
}

function unprefix(marks: Marks, by: string): Marks {
  const own = Object.entries(marks).filter(([name]) => name.startsWith(by))
  return Object.fromEntries(own.map(([name, length]) => [name.slice(by.length), length]))
}
