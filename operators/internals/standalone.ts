import { Observable, tap, type OperatorFunction, type Subscriber } from 'rxjs'
import { TickwiseError } from '../../src/errors.ts'
import type { Store } from '../../src/state/store.ts'
import type { Tick } from '../../src/stream/tick.ts'
import { currentTick, currentTurn, inTurn, type Turn } from '../../src/turn/current-turn.ts'
import { ambientScope, Scope, subscribedLate, withScope } from '../../src/turn/scope.ts'
import { RecentRecords } from './recent-records.ts'
import { withStore } from './with-store.ts'

export interface StandaloneOptions<T> {
  /**
   * Whose state a tick advances. On a plain Observable the default is one state for the whole stream; in a pipeline
   * the key is chosen once, by the source, and another one here is an error.
   */
  readonly key?: ((tick: T) => string) | undefined
  /** Keys held in memory on a plain Observable; the least recently used one starts afresh beyond it. */
  readonly maxKeys?: number | undefined
  /**
   * Keeps the states of a plain Observable over restarts; outputs are then asynchronous. Opened at subscribe, closed at
   * teardown. A pipeline has a store of its own.
   */
  readonly store?: Store | undefined
  /** Names the states in the store; give each chain that shares one its own. Default: `standalone`. */
  readonly name?: string | undefined
}

const defaultMaxKeys = 1_000_000

/**
 * Lets a chain of keyed operators work on a plain Observable: state in memory, synchronous, created at subscribe and
 * released at teardown. In a pipeline it steps aside.
 */
export function standalone<T, R>(options: StandaloneOptions<T>, chain: OperatorFunction<T, R>): OperatorFunction<T, R> {
  return (source) =>
    new Observable<R>((subscriber) => {
      const { key, maxKeys = defaultMaxKeys, store } = options
      if (ambientScope() !== undefined) {
        const checked = key === undefined ? source : source.pipe(tap((tick) => checkKey(key(tick))))
        return chain(checked).subscribe(subscriber)
      }
      if (currentTurn?.durable === true) throw subscribedLate()
      if (store !== undefined) {
        const stored = { key: key ?? (() => ''), store, name: options.name ?? 'standalone', maxKeys }
        return source.pipe(withStore(stored, chain)).subscribe(subscriber)
      }
      const scope = new Scope()
      // Our chains subscribe once to where their ticks come from, so no subject is needed.
      let ticks!: Subscriber<T>
      const from = new Observable<T>((first) => void (ticks = first))
      const inner = withScope(scope, () => chain(from).subscribe(subscriber))
      scope.seal()
      const records = new RecentRecords(maxKeys, (key) => ({
        ...{ key, offset: -1, eventTime: undefined, ticks: 0 },
        states: scope.sections.map((section) => section.create()),
      }))
      // Made once, not for every tick.
      const take = (turn: Turn) => {
        ticks.next(turn.ticks[0]!.value as T)
        scope.flush(turn)
      }
      let offset = 0
      // Taken while a tick is processed, which may send the next one.
      let idle: { ticks: [Tick]; durable: false; states: [readonly unknown[]]; index: number } | undefined
      const outer = source.subscribe({
        next: (value) => {
          try {
            const name = key === undefined ? '' : key(value)
            const record = records.get(name)
            record.offset = offset++
            record.ticks++
            const tick = { topic: '', partition: 0, offset: record.offset, key: name, eventTime: undefined, value }
            const turn = idle ?? { ticks: [tick], durable: false, states: [record.states], index: 0 }
            idle = undefined
            turn.ticks[0] = tick
            turn.states[0] = record.states
            turn.index = 0
            inTurn(turn, take)
            idle = turn
          } catch (error) {
            subscriber.error(error)
          }
        },
        error: (error: unknown) => ticks.error(error),
        complete: () => ticks.complete(),
      })
      return () => {
        outer.unsubscribe()
        inner.unsubscribe()
        scope.close()
      }
    })
}

function checkKey(key: string): void {
  const tick = currentTick()
  if (tick === undefined || tick.key === key) return
  throw new TickwiseError('CHAIN_INVALID', {
    expected: `the pipeline's key, ${JSON.stringify(tick.key)}`,
    received: `${JSON.stringify(key)} from an operator's own key option`,
    action: 'Choose the key at the source; to regroup a stream, repartition it through a topic with the new key.',
  })
}
