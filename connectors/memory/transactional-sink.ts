import type { DeadLetter } from '../../src/stream/dead-letter.ts'
import type { Output, TransactionalSink } from '../../src/stream/sink.ts'
import type { LogSource } from '../../src/stream/log-source.ts'

/** A sink whose outputs, dead letters and offsets are committed together, as Kafka does it. */
export interface MemoryTransactionalSink<T> extends TransactionalSink<T> {
  readonly outputs: readonly Output<T>[]
  readonly deadLetters: readonly Output<DeadLetter>[]
  /** The next commit is refused, as after a lost answer that turned out to mean no. */
  refuseNext(): void
}

/** `source`: where offsets are committed. */
export function transactionalSink<T = unknown>(source: Pick<LogSource, 'commit'>): MemoryTransactionalSink<T> {
  const outputs: Output<T>[] = []
  const deadLetters: Output<DeadLetter>[] = []
  let refusing = false
  return {
    name: 'memory',
    kind: 'transactional',
    outputs,
    deadLetters,
    refuseNext: () => {
      refusing = true
    },
    open: () => Promise.resolve(),
    async commit(turn) {
      const refused = refusing || (await source.commit(turn.next, turn.receipt)) === 'refused'
      refusing = false
      if (refused) return 'refused'
      outputs.push(...turn.outputs)
      deadLetters.push(...turn.deadLetters)
      return 'committed'
    },
    close: () => Promise.resolve(),
  }
}
