import type { DeadLetter } from './dead-letter.ts'
import type { Partition, TickHeaders } from './tick.ts'

/** One element for a sink. The id is a function of what was read, so that a reader can drop repeats. */
export interface Output<T = unknown> extends Partition {
  /** `pipeline:topic:partition:offset:ordinal` */
  readonly id: string
  readonly offset: number
  /** The n-th output of its tick, from 0. */
  readonly ordinal: number
  readonly key: string
  readonly eventTime: number | undefined
  readonly value: T
  /** Those of the tick that it answers. */
  readonly headers?: TickHeaders
}

/** How far each output of a marked sink had come, in bytes, by name. Saved inside the checkpoint. */
export type Marks = Readonly<Record<string, number>>

interface SinkBase {
  /** The connector's name, as in `tickwise/connectors/<name>`. */
  readonly name: string
  close(): Promise<void>
}

/**
 * A sink whose outputs can be cut back (a file). Nothing counts until its mark is in a checkpoint; on start everything
 * past the mark is removed, so each output is there exactly once.
 */
export interface MarkedSink<T> extends SinkBase {
  readonly kind: 'marked'
  /** Opens at the marks of the last checkpoint (cutting what is longer, refusing what is shorter), or as found. */
  open(marks: Marks | undefined): Promise<void>
  append(outputs: readonly Output<T>[]): Promise<void>
  /** Makes everything appended durable and says how far it goes. */
  sync(): Promise<Marks>
}

/** A sink that acknowledges and can't take back: at least once. */
export interface AcknowledgedSink<T> extends SinkBase {
  readonly kind: 'acknowledged'
  open(): Promise<void>
  /** Resolves when everything is acknowledged. */
  write(outputs: readonly Output<T>[]): Promise<void>
}

/** Everything that one turn makes durable together. */
export interface TransactionalTurn<T> {
  readonly outputs: readonly Output<T>[]
  readonly deadLetters: readonly Output<DeadLetter>[]
  /** By `partitionId`: the offset to read next, committed with the outputs. */
  readonly next: ReadonlyMap<string, number>
  /** That of the batch the turn was made of. */
  readonly receipt: unknown
}

export interface TransactionOwner {
  /** Stable for this worker, and used by no other. */
  readonly transactionalId: string
  /** Ids found in the tokens of former owners: what they left under way is ended, and they are fenced. */
  readonly previousTransactionalIds?: readonly string[]
}

/** A sink that takes outputs, dead letters and the offsets of the input in one transaction: exactly once. */
export interface TransactionalSink<T> extends SinkBase {
  readonly kind: 'transactional'
  /** Before the first commit, and again with every assignment. Ends what is pending under all the ids. */
  open(owner: TransactionOwner): Promise<void>
  /**
   * `committed`: all of it is durable. `refused`: another owner has the right, or nothing of it happened; what is in
   * memory for its partitions is to be dropped and recovered from the committed offsets.
   * Errors: `SINK_FAILED` where it can't be found out, or where an output can never be written.
   */
  commit(turn: TransactionalTurn<T>): Promise<'committed' | 'refused'>
}

export type Sink<T = unknown> = MarkedSink<T> | AcknowledgedSink<T> | TransactionalSink<T>
