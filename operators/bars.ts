import type { OperatorFunction } from 'rxjs'
import { TickwiseError } from '../src/errors.ts'
import { addToBar, barOf, barSize, flatBar, isEmptyBar, type Bar } from '../src/evaluation/bars/bar.ts'
import { float64Section } from '../src/state/float64-section.ts'
import type { KeyedOperator } from '../src/turn/stage.ts'
import { TickFailure } from '../src/turn/tick-failure.ts'
import { keyed } from './internals/keyed.ts'
import { standalone, type StandaloneOptions } from './internals/standalone.ts'
import { timeOf } from './internals/time-of.ts'
import { toValue } from './internals/to-value.ts'

export type { Bar } from '../src/evaluation/bars/bar.ts'

/** When a bar is full: one of these. */
export type BarRule =
  | { readonly ms: number; /** Where bars begin, from the epoch; default 0. */ readonly offsetMs?: number }
  | { readonly ticks: number }
  | { readonly volume: number }

export interface BarsOptions<T> extends StandaloneOptions<T> {
  readonly every: BarRule
  /** The number a tick carries. Default: the tick itself, or its `value`, `price` or `close`. */
  readonly value?: ((tick: T) => number) | undefined
  /** How much was traded. Default 1 a tick, so that volume bars need it. */
  readonly volume?: ((tick: T) => number) | undefined
  /** Milliseconds since the epoch. Default: the event time that the source gave. Needed by time bars alone. */
  readonly eventTime?: ((tick: T) => number) | undefined
  /** Time bars in which nothing happened: left out, or flat ones at the last close (at most 10,000 a gap). Default `skip`. */
  readonly gaps?: 'skip' | 'fill'
  /** A tick from before the open time bar: refused (a dead letter in a pipeline), or left out. Default `refuse`. */
  readonly late?: 'refuse' | 'drop'
}

const mostFilled = 10_000

/**
 * Turns each key's ticks into bars of time, of a number of ticks or of volume: open, high, low, close, volume.
 *
 * 1. A time bar begins at a multiple of `ms` and is emitted with the key's first tick after it: there is no clock. A bar of
 *    ticks or volume is emitted with the tick that fills it; that tick is not divided.
 * 2. A bar that is not full is kept in the key record.
 * 3. A bar has its `close`, so `forecast` takes it as it is.
 *
 * @example trades$.pipe(bars({ every: { ms: 60_000 }, volume: t => t.size }), forecast(model))
 */
export function bars<T>(options: BarsOptions<T>): OperatorFunction<T, Bar> {
  checkRule(options.every)
  return standalone(
    options,
    keyed(() => createOperator(options)),
  )
}

function createOperator<T>(options: BarsOptions<T>): KeyedOperator<T, Float64Array, Bar> {
  const { every, value = toValue, volume = () => 1, eventTime, gaps = 'skip', late = 'refuse' } = options
  const advance = (bar: Float64Array, tick: T, emit: (bar: Bar) => void) => {
    const [level, size] = [finite('value', value(tick)), finite('volume', volume(tick))]
    if (!('ms' in every)) {
      addToBar(bar, level, size, undefined)
      const full = 'ticks' in every ? bar[0]! >= every.ticks : bar[5]! >= every.volume
      if (full) emit(close(bar))
      return
    }
    const { ms, offsetMs = 0 } = every
    const start = Math.floor((timeOf(tick, eventTime) - offsetMs) / ms) * ms + offsetMs
    if (!isEmptyBar(bar)) {
      const open = bar[6]!
      if (start < open) {
        if (late === 'drop') return
        throw lateTick(start, open)
      }
      if (start > open) {
        const last = close(bar)
        emit(last)
        if (gaps === 'fill' && (start - open) / ms - 1 <= mostFilled) {
          for (let from = open + ms; from < start; from += ms) emit(flatBar(last.close, from))
        }
      }
    }
    addToBar(bar, level, size, start)
  }
  return {
    name: 'bars',
    section: (id) => float64Section({ id, version: 1, stamp: JSON.stringify(every), length: barSize }),
    run(ticks, states, emit, failing) {
      for (let i = 0; i < ticks.length; i++) {
        failing(i)
        advance(states[i]!, ticks[i]!, (bar) => emit(i, bar))
      }
    },
  }
}

function close(bar: Float64Array): Bar {
  const closed = barOf(bar)
  bar.fill(0)
  return closed
}

function finite(what: string, number: number): number {
  if (Number.isFinite(number) && (what === 'value' || number >= 0)) return number
  throw new TickFailure('non-finite', {
    expected: what === 'value' ? 'a finite value' : 'a finite volume of 0 or more',
    received: String(number),
    action: 'The tick is left out; look at where the number comes from.',
  })
}

function lateTick(start: number, open: number): TickFailure {
  return new TickFailure('late', {
    expected: `a tick of the open bar, which began at ${open} ms, or of a later one`,
    received: `one of the bar that began at ${start} ms`,
    action: "Put orderByEventTime before bars, or leave late ticks out: { late: 'drop' }.",
  })
}

function checkRule(every: BarRule): void {
  const sizes = Object.entries<number>({ ...every }).filter(([name]) => name !== 'offsetMs')
  const [name = '', size = NaN] = sizes[0] ?? []
  const whole = name === 'volume' || Number.isInteger(size)
  if (sizes.length === 1 && ['ms', 'ticks', 'volume'].includes(name) && size > 0 && size < Infinity && whole) return
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'bars every { ms }, { ticks } or { volume }, above 0 and whole but for volume',
    received: JSON.stringify(every),
    action: 'Say when a bar is full: { every: { ms: 60_000 } }.',
  })
}
