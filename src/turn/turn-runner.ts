import { isTickwiseError, TickwiseError } from '../errors.ts'
import { toDeadLetter, type DeadLetter, type DeadLetterReason } from '../stream/dead-letter.ts'
import type { Output } from '../stream/sink.ts'
import type { Tick } from '../stream/tick.ts'
import type { KeyRecord, Section } from '../state/section.ts'
import { inTurn, type Turn } from './current-turn.ts'
import { orderOutputs, type Answer } from './order-outputs.ts'
import type { Scope } from './scope.ts'
import { toFailureReason } from './tick-failure.ts'

/** A subscribed operator chain. */
export interface TurnChain {
  readonly scope: Scope
  push(value: unknown): void
  /** Set once the chain has errored or completed; it takes nothing more. */
  readonly ended: { readonly error: unknown } | undefined
  close(): void
}

/** Subscribes the user's chain anew; `emit` is called for what comes out of it. */
export type OpenChain = (emit: (value: unknown) => void) => TurnChain

/** The key records of a turn. */
export interface TurnRecords {
  begin(): void
  /** The record that this tick advances: a fresh one for a new key, or where the old one expired by event time. */
  take(tick: Tick): KeyRecord
  /** Everything as it was at `begin`. */
  rollback(): void
  end(): void
}

export interface TurnResult {
  readonly outputs: readonly Output[]
  readonly deadLetters: readonly DeadLetter[]
}

export interface TurnRunnerOptions {
  readonly pipeline: string
  readonly open: OpenChain
  readonly records: TurnRecords
  /** What happens to a tick that is older than its key's last one, unless an operator of the chain judges lateness. */
  readonly late: 'dead-letter' | 'accept'
}

interface Attempt {
  readonly outputs: Output[]
  readonly late: DeadLetter[]
  readonly failure: { readonly tick: Tick; readonly error: unknown } | undefined
}

/** A turn is computed in parts of so many ticks; nobody can tell, as nobody can tell how large a turn was. */
const partTicks = 2048

/** Computes turns: ticks in, outputs and dead letters out, key records advanced in memory. Nothing here is durable. */
export class TurnRunner {
  readonly #options: TurnRunnerOptions
  #chain: TurnChain
  #answers: Answer[] = []
  #turn: Turn | undefined

  constructor(options: TurnRunnerOptions) {
    this.#options = options
    this.#chain = this.#open()
  }

  /** The sections of every key record, in order. */
  get sections(): readonly Section<unknown>[] {
    return this.#chain.scope.sections
  }

  /** As `#computePart`, of turns of any size: what lives only while a part is computed never grows old. */
  compute(ticks: readonly Tick[]): TurnResult {
    if (ticks.length <= partTicks) return this.#computePart(ticks)
    const outputs: Output[] = []
    const deadLetters: DeadLetter[] = []
    for (let start = 0; start < ticks.length; start += partTicks) {
      const part = this.#computePart(ticks.slice(start, start + partTicks))
      for (const output of part.outputs) outputs.push(output)
      for (const letter of part.deadLetters) deadLetters.push(letter)
    }
    return { outputs, deadLetters }
  }

  /**
   * The records of all keys must be at hand. A tick that throws or leaves a non-finite state is answered with a dead
   * letter and changes nothing: the turn is rolled back and runs again, one tick at a time so that each bad tick costs
   * only itself.
   */
  #computePart(ticks: readonly Tick[]): TurnResult {
    const whole = this.#attempt(ticks)
    if (whole.failure === undefined) return { outputs: whole.outputs, deadLetters: whole.late }
    const outputs: Output[] = []
    const deadLetters: DeadLetter[] = []
    for (const tick of ticks) {
      const { outputs: answers, late, failure } = this.#attempt([tick])
      outputs.push(...answers)
      deadLetters.push(...late)
      if (failure !== undefined) deadLetters.push(toFailedLetter(failure.tick, failure.error))
    }
    return { outputs, deadLetters }
  }

  /** Throws what ended the chain between two turns: an output of a timer, which belongs to no tick. */
  check(): void {
    if (this.#chain.ended !== undefined) throw this.#chain.ended.error
  }

  close(): void {
    this.#chain.close()
  }

  #attempt(ticks: readonly Tick[]): Attempt {
    const turn: Turn = { ticks, durable: true, states: [], index: 0 }
    const late: DeadLetter[] = []
    const { records, pipeline } = this.#options
    this.#answers = []
    this.#turn = turn
    records.begin()
    let error: unknown
    try {
      inTurn(turn, () => this.#run(turn, late))
    } catch (thrown) {
      error = thrown
    }
    error ??= this.#chain.ended?.error
    this.#turn = undefined
    if (error === undefined) {
      records.end()
      return { outputs: orderOutputs(pipeline, ticks, this.#answers), late, failure: undefined }
    }
    records.rollback()
    this.#reopen()
    if (isTickwiseError(error) && error.code !== 'TICK_INVALID' && error.code !== 'LIMIT_EXCEEDED') throw error
    return { outputs: [], late: [], failure: { tick: ticks[turn.index]!, error } }
  }

  #run(turn: Turn, late: DeadLetter[]): void {
    const { ticks } = turn
    const chain = this.#chain
    const refusesLate = this.#options.late === 'dead-letter' && !chain.scope.judgesLateness
    for (let i = 0; i < ticks.length; i++) {
      const tick = ticks[i]!
      turn.index = i
      const record = this.#options.records.take(tick)
      turn.states.push(record.states)
      if (refusesLate && isLate(tick, record)) {
        late.push(toLateLetter(tick, record))
        continue
      }
      record.offset = tick.offset
      record.ticks++
      if (tick.eventTime !== undefined && !isLate(tick, record)) record.eventTime = tick.eventTime
      chain.push(tick.value)
      if (chain.ended !== undefined) return
    }
    chain.scope.flush(turn)
  }

  #open(): TurnChain {
    return this.#options.open((value) => {
      const turn = this.#turn
      if (turn === undefined) throw outsideOutput()
      this.#answers.push({ index: turn.index, value })
    })
  }

  #reopen(): void {
    const before = this.sections.map(({ id }) => id).join()
    this.#chain.close()
    this.#chain = this.#open()
    const after = this.sections.map(({ id }) => id).join()
    if (before !== after) throw differentChain(before, after)
  }
}

function isLate(tick: Tick, record: KeyRecord): boolean {
  return tick.eventTime !== undefined && record.eventTime !== undefined && tick.eventTime < record.eventTime
}

function toLateLetter(tick: Tick, record: KeyRecord): DeadLetter {
  const { key, eventTime } = tick
  const message = `event time ${eventTime} is before ${record.eventTime}, the last one of key ${JSON.stringify(key)}`
  return toLetter(tick, 'late', message)
}

function toFailedLetter(tick: Tick, error: unknown): DeadLetter {
  return toLetter(tick, toFailureReason(error), error instanceof Error ? error.message : String(error))
}

function toLetter(tick: Tick, reason: DeadLetterReason, message: string): DeadLetter {
  const { topic, partition, offset, key, raw, headers } = tick
  return toDeadLetter({ topic, partition, offset, key, raw, reason, message, ...(headers && { headers }) })
}

function outsideOutput(): TickwiseError {
  return new TickwiseError('CHAIN_INVALID', {
    expected: 'every output while its tick is processed',
    received: 'an output from outside a turn (delay, debounceTime and other timers do that)',
    action: 'Use an operator that goes by event time, or put timers behind the sink.',
  })
}

function differentChain(before: string, after: string): TickwiseError {
  return new TickwiseError('CHAIN_INVALID', {
    expected: `the same keyed operators at every subscription (${before})`,
    received: after,
    action: 'Build the chain from constants: operators(ticks) must not depend on when it is called.',
  })
}
