import { TickwiseError } from '../errors.ts'
import type { Section } from '../state/section.ts'
import { currentTurn, type Turn } from './current-turn.ts'

/** What an operator does with the ticks of a turn, once for all keys. */
export interface KeyedOperator<T, S, R> {
  /** Names the section in the key record; the id is this name, numbered where a chain has several. */
  readonly name: string
  /** It says itself which ticks come too late: the pipeline then hands all of them on. */
  readonly judgesLateness?: boolean
  section(id: string): Section<S>
  /**
   * Advances `states[i]` by `inputs[i]`, for i ascending. Two inputs of one key share one state object. Calls
   * `emit(i, output)` for i ascending, any number of times each, and `failing(i)` before anything that may throw
   * because of input i alone. The lists belong to the stage again when it returns.
   */
  run(
    inputs: readonly T[],
    states: readonly S[],
    emit: (i: number, output: R) => void,
    failing: (i: number) => void,
  ): void
  /** Releases what the operator holds outside of key records. */
  close?(): void
}

/** What came in a turn. */
interface Batch<T, S> {
  readonly inputs: T[]
  readonly ticks: number[]
  readonly states: S[]
}

/** One keyed operator of a subscribed chain: collects a turn's inputs, then advances them together. */
export class Stage<T, S, R> {
  readonly #operator: KeyedOperator<T, S, R>
  readonly #slot: number
  readonly #emit: (i: number, output: R) => void
  readonly #failing: (i: number) => void
  /** Of the turn so far; made by the first input. */
  #batch: Batch<T, S> | undefined
  /** Of a turn of one input, to be used again: on a plain Observable every turn is one. */
  #spare: Batch<T, S> | undefined
  /** The ticks being flushed. */
  #running: readonly number[] = []
  #ascending = true
  /** The last tick flushed in this turn; a smaller one coming later would make the result depend on the turn's size. */
  #flushed = -1
  #turn: Turn | undefined

  constructor(operator: KeyedOperator<T, S, R>, slot: number, emit: (output: R) => void) {
    this.#operator = operator
    this.#slot = slot
    // Made once, not in every turn.
    this.#failing = (i) => {
      this.#turn!.index = this.#running[i]!
    }
    this.#emit = (i, output) => {
      this.#turn!.index = this.#running[i]!
      emit(output)
    }
  }

  get pending(): boolean {
    return this.#batch !== undefined
  }

  take(input: T): void {
    const turn = currentTurn
    if (turn === undefined) throw outsideTurn(this.#operator.name)
    if (turn !== this.#turn) {
      this.#turn = turn
      this.#flushed = -1
    }
    const { index } = turn
    if (index < this.#flushed) throw orderDependsOnTurn(this.#operator.name)
    const batch = this.#batch
    if (batch === undefined) {
      const first = this.#spare ?? { inputs: [input], ticks: [index], states: [] }
      this.#spare = undefined
      first.inputs[0] = input
      first.ticks[0] = index
      this.#batch = first
      return
    }
    const { ticks } = batch
    if (index < ticks[ticks.length - 1]!) this.#ascending = false
    ticks.push(index)
    batch.inputs.push(input)
  }

  flush(turn: Turn): void {
    const batch = this.#ascending ? this.#batch! : this.#sorted(this.#batch!)
    const { inputs, ticks } = batch
    this.#batch = undefined
    this.#ascending = true
    this.#running = ticks
    this.#turn = turn
    this.#flushed = ticks[ticks.length - 1]!
    const states = ticks.length === 1 ? batch.states : new Array<S>(ticks.length)
    for (let i = 0; i < ticks.length; i++) states[i] = turn.states[ticks[i]!]![this.#slot] as S
    this.#operator.run(inputs, states, this.#emit, this.#failing)
    if (ticks.length === 1) this.#spare = batch
  }

  close(): void {
    this.#operator.close?.()
  }

  /** Inputs of two branches arrive one branch after the other; ticks decide, arrival breaks ties. */
  #sorted({ inputs, ticks }: Batch<T, S>): Batch<T, S> {
    const order = ticks.map((_, i) => i).sort((a, b) => ticks[a]! - ticks[b]! || a - b)
    return { inputs: order.map((i) => inputs[i]!), ticks: order.map((i) => ticks[i]!), states: [] }
  }
}

export function outsideTurn(what: string): TickwiseError {
  return new TickwiseError('CHAIN_INVALID', {
    expected: `${what} to be reached while its tick is processed`,
    received: 'a value from outside a turn (delay, debounceTime and other timers do that)',
    action: 'Use an operator that goes by event time, or put timers behind the sink.',
  })
}

function orderDependsOnTurn(name: string): TickwiseError {
  return new TickwiseError('CHAIN_INVALID', {
    expected: `all inputs of ${name} for a tick before those of the next`,
    received: 'an earlier tick after a later one, from a branch that is shared',
    action: 'Name the shared branch last in merge(), or give each branch its own copy of the operators before it.',
  })
}
