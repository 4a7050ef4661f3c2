import { createHash } from 'node:crypto'
import { TickwiseError } from '../../src/errors.ts'
import { Bell } from '../../src/stream/bell.ts'
import { collectBatch } from '../../src/stream/collect-batch.ts'
import { toDeadLetter, type DeadLetterReason } from '../../src/stream/dead-letter.ts'
import type { LogBounds, LogSource } from '../../src/stream/log-source.ts'
import type { ReadOptions, SourceEvent } from '../../src/stream/source.ts'
import type { FeedState } from '../../src/stream/tick-feed.ts'
import type { TickCollection } from '../../src/stream/tick-reader.ts'
import { partitionId, type Partition } from '../../src/stream/tick.ts'
import { partitionOf } from './partition-of.ts'

/** A tick before it has an offset. Without `partition` its key decides. */
export interface MemoryTick<T> {
  readonly key: string
  readonly value: T
  readonly eventTime?: number
  readonly partition?: number
  readonly raw?: Uint8Array
}

/** An entry of the log that can't become a tick. */
export interface MemoryRefusal {
  readonly refuse: DeadLetterReason
  readonly message?: string
  readonly key?: string
  readonly partition?: number
  readonly raw?: Uint8Array
}

export type MemoryEntry<T> = MemoryTick<T> | MemoryRefusal

export interface MemorySourceOptions<T> {
  /** The log so far. Without it the source starts empty and waits for `push`. */
  readonly entries?: readonly MemoryEntry<T>[]
  /** Wait for more after `entries`, until `end()`. Default: only when there are none. */
  readonly keepOpen?: boolean
  readonly topic?: string
  readonly partitions?: number
  /** Where a pipeline without a checkpoint begins. Default `earliest`. */
  readonly from?: 'earliest' | 'latest'
}

/** A log in memory, kept for replays over any number of opens, with the events of a group at the caller's hand. */
export interface MemorySource<T> extends LogSource<T> {
  push(...entries: readonly MemoryEntry<T>[]): void
  /** Nothing will be pushed any more. */
  end(): void
  /** The next read gives these partitions under a higher generation: a rebalance. */
  assign(partitions: readonly number[]): void
  /** Drops everything before `offset`, as a log does past its retention. */
  truncate(partition: number, offset: number): void
  /** The next read of the partition begins at `offset` again, though nobody asked: a redelivery. */
  redeliver(partition: number, offset: number): void
}

interface Logged<T> {
  readonly entry: MemoryEntry<T>
  /** Place among all partitions: they are read in the order of the pushes, whatever the batch size. */
  readonly order: number
}

export function source<T = unknown>(options: MemorySourceOptions<T> = {}): MemorySource<T> {
  return new InMemorySource<T>(options)
}

class InMemorySource<T> implements MemorySource<T> {
  readonly name = 'memory'
  readonly replayable = true
  readonly #topic: string
  readonly #from: 'earliest' | 'latest'
  readonly #logs: readonly Logged<T>[][]
  readonly #bell = new Bell()
  readonly #starts: number[] = []
  readonly #committed = new Map<string, number>()
  /** Where histories begin: recorded beside the committed offsets, and by what receipt. */
  readonly #recorded = new Map<string, number>()
  /** As the starts, lines of text. */
  readonly #notes = new Map<string, string>()
  #noting: { readonly notes: ReadonlyMap<string, string>; readonly receipt: unknown } | undefined
  #recording: { readonly starts: ReadonlyMap<string, number>; readonly receipt: unknown } | undefined
  #positions: number[] = []
  #assigned: readonly number[] = []
  #generation = 0
  #announce = false
  #pushed = 0
  #ended: boolean

  constructor(options: MemorySourceOptions<T>) {
    const { entries, topic = 'memory', partitions = 1, from = 'earliest', keepOpen = entries === undefined } = options
    this.#topic = topic
    this.#from = from
    this.#logs = Array.from({ length: partitions }, () => [])
    this.#ended = false
    // One by one: a call takes no more than some hundred thousand arguments.
    for (const entry of entries ?? []) this.push(entry)
    this.#ended = !keepOpen
  }

  push(...entries: readonly MemoryEntry<T>[]): void {
    for (const entry of entries) {
      const partition = entry.partition ?? partitionOf(entry.key ?? '', this.#logs.length)
      this.#log(partition).push({ entry, order: this.#pushed++ })
    }
    this.#bell.ring()
  }

  end(): void {
    this.#ended = true
    this.#bell.ring()
  }

  assign(partitions: readonly number[]): void {
    this.#assigned = partitions
    this.#generation++
    this.#announce = true
    this.#bell.ring()
  }

  redeliver(partition: number, offset: number): void {
    this.#positions[partition] = offset
    this.#bell.ring()
  }

  truncate(partition: number, offset: number): void {
    this.#starts[partition] = offset
  }

  open(): Promise<void> {
    this.#positions = this.#logs.map(() => 0)
    this.assign([...this.#logs.keys()])
    return Promise.resolve()
  }

  async read(options: ReadOptions): Promise<SourceEvent<T>> {
    const fill = (maxTicks: number, into: TickCollection<T>, next: Map<string, number>) =>
      // News about the assignment ends a wait; the read then gives it in place of ticks.
      this.#announce ? 'full' : this.#fill(maxTicks, into, next)
    const receipt = this.#generation
    const batch = this.#announce ? undefined : await collectBatch<T>({ fill, bell: this.#bell, eager: true }, options)
    if (batch !== undefined && (!this.#announce || batch.ticks.length + batch.deadLetters.length > 0)) {
      return { ...batch, receipt }
    }
    this.#announce = false
    const partitions = this.#assigned.map((partition) => this.#partition(partition))
    return { type: 'assigned', generation: this.#generation, partitions, receipt: this.#generation }
  }

  committed(partitions: readonly Partition[]): Promise<ReadonlyMap<string, number>> {
    const ids = new Set(partitions.map(partitionId))
    return Promise.resolve(new Map([...this.#committed].filter(([id]) => ids.has(id))))
  }

  commit(next: ReadonlyMap<string, number>, receipt: unknown): Promise<'committed' | 'refused'> {
    if (receipt !== this.#generation) return Promise.resolve('refused')
    for (const [id, offset] of next) {
      this.#committed.set(id, offset)
      const start = this.#recording?.receipt === receipt ? this.#recording?.starts.get(id) : undefined
      if (start === undefined) this.#recorded.delete(id)
      else this.#recorded.set(id, start)
      const note = this.#noting?.receipt === receipt ? this.#noting?.notes.get(id) : undefined
      if (note === undefined) this.#notes.delete(id)
      else this.#notes.set(id, note)
    }
    return Promise.resolve('committed')
  }

  starts(partitions: readonly Partition[]): Promise<ReadonlyMap<string, number>> {
    const ids = new Set(partitions.map(partitionId))
    return Promise.resolve(new Map([...this.#recorded].filter(([id]) => ids.has(id))))
  }

  recordStarts(starts: ReadonlyMap<string, number>, receipt: unknown): void {
    this.#recording = { starts: new Map(starts), receipt }
  }

  notes(partitions: readonly Partition[]): Promise<ReadonlyMap<string, string>> {
    const ids = new Set(partitions.map(partitionId))
    return Promise.resolve(new Map([...this.#notes].filter(([id]) => ids.has(id))))
  }

  recordNotes(notes: ReadonlyMap<string, string>, receipt: unknown): void {
    this.#noting = { notes: new Map(notes), receipt }
  }

  bounds({ partition }: Partition): Promise<LogBounds> {
    return Promise.resolve({ start: this.#starts[partition] ?? 0, end: this.#log(partition).length })
  }

  lag(): ReadonlyMap<string, number> {
    const lags = this.#logs.map((log, partition) => log.length - (this.#positions[partition] ?? 0))
    return new Map(lags.map((lag, partition) => [partitionId(this.#partition(partition)), lag]))
  }

  holds(receipt: unknown): Promise<boolean> {
    return Promise.resolve(receipt === this.#generation)
  }

  seek({ partition }: Partition, offset: number): Promise<void> {
    this.#log(partition)
    this.#positions[partition] = offset
    return Promise.resolve()
  }

  async startOffset(partition: Partition): Promise<number> {
    const { start, end } = await this.bounds(partition)
    return this.#from === 'latest' ? end : start
  }

  identity({ partition }: Partition, offset: number): Promise<string> {
    const head = this.#log(partition)
      .slice(0, Math.min(offset, 64))
      .map(({ entry }) => entry)
    return Promise.resolve(`sha256:${createHash('sha256').update(JSON.stringify(head)).digest('hex')}/${head.length}`)
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  #fill(maxTicks: number, into: TickCollection<T>, next: Map<string, number>): FeedState {
    for (;;) {
      const partition = this.#earliest()
      if (partition === undefined) return this.#ended ? 'ended' : 'waiting'
      if (into.ticks.length + into.deadLetters.length >= maxTicks) return 'full'
      const offset = this.#positions[partition] ?? 0
      const entry = this.#log(partition)[offset]?.entry
      if (entry !== undefined) this.#take(entry, { ...this.#partition(partition), offset }, into)
      this.#positions[partition] = offset + 1
      next.set(partitionId(this.#partition(partition)), offset + 1)
    }
  }

  #take(entry: MemoryEntry<T>, place: Partition & { readonly offset: number }, into: TickCollection<T>): void {
    if ('refuse' in entry) {
      const { refuse: reason, message = 'refused by the test', key, raw } = entry
      into.deadLetters.push(toDeadLetter({ ...place, reason, message, raw, ...(key === undefined ? {} : { key }) }))
      return
    }
    const { key, value, eventTime, raw } = entry
    into.ticks.push({ ...place, key, eventTime, value, ...(raw === undefined ? {} : { raw }) })
  }

  /** The assigned partition whose next entry was pushed first. */
  #earliest(): number | undefined {
    let found: number | undefined
    let earliest = Infinity
    for (const partition of this.#assigned) {
      const order = this.#log(partition)[this.#positions[partition] ?? 0]?.order ?? Infinity
      if (order < earliest) {
        earliest = order
        found = partition
      }
    }
    return found
  }

  #partition(partition: number): Partition {
    return { topic: this.#topic, partition }
  }

  #log(partition: number): Logged<T>[] {
    const log = this.#logs[partition]
    if (log !== undefined) return log
    throw new TickwiseError('INPUT_INVALID', {
      expected: `a partition from 0 to ${this.#logs.length - 1}`,
      received: String(partition),
      action: 'Create the source with more `partitions`.',
    })
  }
}
