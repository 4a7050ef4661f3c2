import type { DeadLetter } from './dead-letter.ts'
import type { Partition, Tick } from './tick.ts'

/** What a source hands over: the ticks of one turn, or news about who owns what. */
export type SourceEvent<T> = Assignment | TickBatch<T>

/** Comes first, and again whenever ownership changes. Every partition in it is recovered before the next read. */
export interface Assignment {
  readonly type: 'assigned'
  /** Grows with every assignment; a store refuses claims of a lower one. */
  readonly generation: number
  readonly partitions: readonly Partition[]
  /** What the source knew of its ownership at this moment; see `TickBatch.receipt`. */
  readonly receipt?: unknown
}

export interface TickBatch<T> {
  readonly type: 'ticks'
  /** In offset order within each partition. */
  readonly ticks: readonly Tick<T>[]
  /** What could not be turned into a tick. */
  readonly deadLetters: readonly DeadLetter[]
  /** By `partitionId`: the offset to read next, past every tick and dead letter of this batch. */
  readonly next: ReadonlyMap<string, number>
  /** No tick will ever follow. */
  readonly ended: boolean
  /**
   * By what right these ticks were read (group, generation, member), captured when they were. Opaque: it is handed back
   * with the commit of the turn, so that a turn of a lost partition is refused whatever has happened since.
   */
  readonly receipt?: unknown
}

export interface ReadOptions {
  readonly maxTicks: number
  /** Resolve with an empty batch after this long without a tick. */
  readonly waitMs: number
  readonly signal?: AbortSignal
}

/** Where ticks come from. Pull only: not reading is the back-pressure. */
export interface Source<T = unknown> {
  /** The connector's name, as in `tickwise/connectors/<name>`. */
  readonly name: string
  /** Whether `seek` to an earlier offset gives the same ticks again. */
  readonly replayable: boolean
  open(): Promise<void>
  /** Resolves with at least one tick or dead letter, an assignment, an empty batch after `waitMs`, or `ended`. */
  read(options: ReadOptions): Promise<SourceEvent<T>>
  /** The next read of this partition starts at `offset`. */
  seek(partition: Partition, offset: number): Promise<void>
  /** Where a pipeline without a checkpoint begins. */
  startOffset(partition: Partition): Promise<number>
  /**
   * A fingerprint of the input up to `offset`, saved with the checkpoint and compared at recovery, so that a replaced
   * input is noticed. Equal inputs give equal identities whatever has been appended since.
   */
  identity(partition: Partition, offset: number): Promise<string>
  close(): Promise<void>
}
