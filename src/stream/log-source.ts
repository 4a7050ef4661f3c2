import type { Source } from './source.ts'
import type { Partition } from './tick.ts'

/** What a log holds of a partition: offsets from `start` up to, not including, `end`. */
export interface LogBounds {
  readonly start: number
  readonly end: number
}

/** A source that is a log with its own record of how far a group has come, such as Kafka. */
export interface LogSource<T = unknown> extends Source<T> {
  /** Offsets that the group has committed, by `partitionId`. Waits for transactions under way; absent: none yet. */
  committed(partitions: readonly Partition[]): Promise<ReadonlyMap<string, number>>
  /**
   * Where the histories of these partitions' states begin, as recorded beside the committed offsets; absent: not
   * recorded. A source without this can't record it.
   */
  starts?(partitions: readonly Partition[]): Promise<ReadonlyMap<string, number>>
  /** From now on every commit by the receipt, in a transaction or not, records these beside its offsets. */
  recordStarts?(starts: ReadonlyMap<string, number>, receipt: unknown): void
  /** A line of text beside the committed offsets of these partitions; absent: none recorded. */
  notes?(partitions: readonly Partition[]): Promise<ReadonlyMap<string, string>>
  /** As `recordStarts`, for the notes. What is longer than `maxNoteLength` is refused by the log. */
  recordNotes?(notes: ReadonlyMap<string, string>, receipt: unknown): void
  /** Generations are counted for all members of the group alike, so that a lower one is an older one. */
  readonly sharedGenerations?: boolean
  /** Commits offsets without a transaction, at the receipt's generation. `refused`: that generation is over. */
  commit(next: ReadonlyMap<string, number>, receipt: unknown): Promise<'committed' | 'refused'>
  /** Deletes the committed offsets of all partitions and names these. For a source that is not open, as none may be. */
  forget?(): Promise<readonly Partition[]>
  bounds(partition: Partition): Promise<LogBounds>
  /** By `partitionId`: how many offsets lie between what was handed over and the end, as of the last fetch. */
  lag(): ReadonlyMap<string, number>
  /** Whether the group still counts the receipt's member in the receipt's generation. */
  holds(receipt: unknown): Promise<boolean>
}

export function isLogSource<T>(source: Source<T>): source is LogSource<T> {
  return 'committed' in source
}
