import type { DeadLetter } from '../stream/dead-letter.ts'
import type { Output } from '../stream/sink.ts'

/** A computed turn on its way to the sinks. */
export interface CommittedTurn {
  readonly outputs: readonly Output[]
  readonly deadLetters: readonly DeadLetter[]
  /** By partition id: how many ticks were read and their greatest event time. */
  readonly absorbed: ReadonlyMap<string, { readonly ticks: number; readonly highEventTime: number | undefined }>
  readonly next: ReadonlyMap<string, number>
  readonly receipt: unknown
}
