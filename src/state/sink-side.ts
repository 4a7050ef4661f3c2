import type { DeadLetter } from '../stream/dead-letter.ts'
import { isLogSource } from '../stream/log-source.ts'
import type { Marks, Output, Sink, TransactionOwner } from '../stream/sink.ts'
import type { Source } from '../stream/source.ts'

/** What a turn hands over, muted outputs left out. */
export interface HandedTurn {
  readonly outputs: readonly Output[]
  readonly deadLetters: readonly Output<DeadLetter>[]
  readonly next: ReadonlyMap<string, number>
  readonly receipt: unknown
}

export type SinkStep =
  'outputs-appended' | 'dead-letters-appended' | 'outputs-synced' | 'dead-letters-synced' | 'transaction-committed'

/** Where outputs and dead letters go, by one of three kinds: cut back to marks, acknowledged, or transactional. */
export interface SinkSide {
  /** A committed offset decides what was emitted; otherwise the checkpoint does. */
  readonly commitsOffsets: boolean
  /** What lies past the marks of the last checkpoint is cut back at start. */
  readonly hasMarks: boolean
  open(marks: Marks | undefined, owner: TransactionOwner): Promise<void>
  hand(turn: HandedTurn): Promise<'committed' | 'refused'>
  sync(): Promise<Marks>
}

export function sinkSide(
  source: Source,
  sink: Sink,
  deadLetters: Sink<DeadLetter>,
  onStep: (step: SinkStep) => void,
): SinkSide {
  if (sink.kind === 'transactional') {
    return {
      commitsOffsets: true,
      hasMarks: false,
      open: (_, owner) => sink.open(owner),
      async hand(turn) {
        const result = await sink.commit(turn)
        if (result === 'committed') onStep('transaction-committed')
        return result
      },
      sync: () => Promise.resolve({}),
    }
  }
  const commitsOffsets = sink.kind === 'acknowledged' && isLogSource(source)
  return {
    commitsOffsets,
    hasMarks: sink.kind === 'marked' || deadLetters.kind === 'marked',
    async open(marks) {
      await openOne(sink, marks, 'output/')
      await openOne(deadLetters, marks, 'dead-letters/')
    },
    async hand({ outputs, deadLetters: letters, next, receipt }) {
      await handOne(sink, outputs)
      onStep('outputs-appended')
      await handOne(deadLetters, letters)
      onStep('dead-letters-appended')
      return commitsOffsets && isLogSource(source) ? source.commit(next, receipt) : 'committed'
    },
    async sync() {
      const outputs = sink.kind === 'marked' ? await sink.sync() : {}
      onStep('outputs-synced')
      const letters = deadLetters.kind === 'marked' ? await deadLetters.sync() : {}
      onStep('dead-letters-synced')
      return { ...prefix(outputs, 'output/'), ...prefix(letters, 'dead-letters/') }
    },
  }
}

async function openOne<T>(sink: Sink<T>, marks: Marks | undefined, by: string): Promise<void> {
  if (sink.kind === 'marked') await sink.open(marks && unprefix(marks, by))
  if (sink.kind === 'acknowledged') await sink.open()
}

async function handOne<T>(sink: Sink<T>, outputs: readonly Output<T>[]): Promise<void> {
  if (outputs.length === 0) return
  if (sink.kind === 'marked') await sink.append(outputs)
  if (sink.kind === 'acknowledged') await sink.write(outputs)
}

function prefix(marks: Marks, by: string): Marks {
  return Object.fromEntries(Object.entries(marks).map(([name, length]) => [by + name, length]))
}

function unprefix(marks: Marks, by: string): Marks {
  const own = Object.entries(marks).filter(([name]) => name.startsWith(by))
  return Object.fromEntries(own.map(([name, length]) => [name.slice(by.length), length]))
}
