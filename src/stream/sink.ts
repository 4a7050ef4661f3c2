import type { Partition } from './tick.ts'

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

export type Sink<T = unknown> = MarkedSink<T> | AcknowledgedSink<T>
