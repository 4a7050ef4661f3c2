import type { OperatorFunction } from 'rxjs'
import { TickwiseError } from '../src/errors.ts'
import { TickFailure } from '../src/turn/tick-failure.ts'
import type { KeyedOperator } from '../src/turn/stage.ts'
import { checkWhole } from './internals/check-whole.ts'
import { heldTicksSection, type HeldTicks } from './internals/held-ticks.ts'
import { keyed } from './internals/keyed.ts'
import { standalone, type StandaloneOptions } from './internals/standalone.ts'
import { timeOf } from './internals/time-of.ts'

export interface OrderOptions<T> extends StandaloneOptions<T> {
  /** How much older than its key's newest tick a tick may be, in milliseconds of event time. */
  readonly latenessMs: number
  /** Milliseconds since the epoch. Default: the event time that the source gave. */
  readonly eventTime?: ((tick: T) => number) | undefined
  /** A tick that is later than that: refused (a dead letter in a pipeline), left out, or passed on out of order. Default `refuse`. */
  readonly late?: 'refuse' | 'drop' | 'pass'
  /** Ticks held for a key. Default 1,000. */
  readonly maxTicks?: number
  /** One more than that: the oldest leaves early (what is older still comes too late then), or the tick is refused. Default `release`. */
  readonly full?: 'release' | 'refuse'
}

/**
 * Puts each key's ticks in the order of their event times, as far as lateness is bounded.
 *
 * 1. A tick is held, as JSON in the key record, until its key has seen a tick that is `latenessMs` newer; then it is
 *    emitted. Of equal times the first to come leaves first. With `latenessMs: 0` only what is older than the newest is late.
 * 2. There is no clock: what is released is a function of the key's own ticks. The last ticks of a key stay held, through
 *    restarts, until a newer one comes.
 * 3. Outputs answer the tick that released them: their position and id are its.
 *
 * In a pipeline this operator judges lateness, in place of the pipeline's own rule.
 *
 * @example ticks$.pipe(orderByEventTime({ latenessMs: 5_000 }), bars({ every: { ms: 60_000 } }))
 */
export function orderByEventTime<T>(options: OrderOptions<T>): OperatorFunction<T, T> {
  const { latenessMs, maxTicks = 1000 } = options
  checkWhole('orderByEventTime maxTicks', maxTicks, 1, 100_000)
  if (!(latenessMs >= 0 && latenessMs < Infinity)) throw badLateness(latenessMs)
  return standalone(
    options,
    keyed(() => createOperator(options, maxTicks)),
  )
}

function createOperator<T>(
  { latenessMs, eventTime, late = 'refuse', full = 'release' }: OrderOptions<T>,
  maxTicks: number,
): KeyedOperator<T, HeldTicks, T> {
  const take = (held: HeldTicks, tick: T, emit: (tick: T) => void) => {
    const time = timeOf(tick, eventTime)
    if (time < held.released) {
      if (late === 'drop') return
      if (late === 'refuse') throw lateTick(time, held.released)
      emit(tick)
      return
    }
    const text = held.textOf(tick)
    if (held.size >= maxTicks && full === 'refuse' && time - latenessMs < held.oldest) throw tooMany(maxTicks)
    held.add(time, text)
    held.releaseUntil(time - latenessMs, maxTicks, (value) => emit(value as T))
  }
  return {
    name: 'orderByEventTime',
    judgesLateness: true,
    section: (id) => heldTicksSection(id, `lateness ${latenessMs} ms`),
    run(ticks, states, emit, failing) {
      for (let i = 0; i < ticks.length; i++) {
        failing(i)
        take(states[i]!, ticks[i]!, (tick) => emit(i, tick))
      }
    },
  }
}

function lateTick(time: number, released: number): TickFailure {
  return new TickFailure('late', {
    expected: `an event time of ${released} ms or later: older ticks of the key have been released`,
    received: `${time} ms`,
    action: "Allow more lateness, or { late: 'drop' } or { late: 'pass' }.",
  })
}

function tooMany(maxTicks: number): TickwiseError {
  return new TickwiseError('LIMIT_EXCEEDED', {
    expected: `at most ${maxTicks} ticks of a key held`,
    received: 'one more',
    action: 'Raise maxTicks, or let the oldest leave early: { full: "release" }.',
  })
}

function badLateness(latenessMs: number): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected: 'orderByEventTime latenessMs of 0 or more',
    received: String(latenessMs),
    action: 'Say how late a tick may be, in milliseconds.',
  })
}
