import { Observable, Subject, type OperatorFunction } from 'rxjs'
import type { Store } from '../../src/state/store.ts'
import { Scope, withScope } from '../../src/turn/scope.ts'
import { StoredStates, tooManyPending } from './stored-states.ts'

export interface WithStoreOptions<T> {
  readonly key: (value: T) => string
  readonly store: Store
  readonly name: string
  readonly maxKeys: number
}

const maxPending = 100_000
const maxTurn = 4096
const idleSaveMs = 1000

/**
 * A chain of keyed operators on a plain Observable, with its states in a store. A turn is what arrived while the turn
 * before was settling. States are saved every 10,000 ticks, after a second without a tick, and at the end. Without
 * offsets a crash loses what was absorbed since the last save, and nothing says which ticks those were.
 */
export function withStore<T, R>(options: WithStoreOptions<T>, chain: OperatorFunction<T, R>): OperatorFunction<T, R> {
  return (source) =>
    new Observable<R>((subscriber) => {
      const scope = new Scope()
      const ticks = new Subject<T>()
      const inner = withScope(scope, () => chain(ticks).subscribe(subscriber))
      scope.seal()
      const states = new StoredStates<T>(scope, options)
      let pending: T[] = []
      let completed = false
      let idle: ReturnType<typeof setTimeout> | undefined
      /** Everything asynchronous, one after the other. */
      let work = states.open()
      const then = (next: () => Promise<void>) => {
        work = work.then(next).catch((error: unknown) => subscriber.error(error))
      }
      const takeTurn = async () => {
        clearTimeout(idle)
        while (pending.length > 0 && !subscriber.closed) {
          const values = pending.slice(0, maxTurn)
          pending = pending.slice(maxTurn)
          await states.advance(
            values,
            options.key,
            (value) => ticks.next(value),
            () => subscriber.closed,
          )
        }
        idle = setTimeout(() => then(() => states.save()), idleSaveMs)
        if (!completed || subscriber.closed) return
        await states.save()
        ticks.complete()
      }
      const outer = source.subscribe({
        next: (value) => {
          if (pending.push(value) > maxPending) subscriber.error(tooManyPending(maxPending))
          else if (pending.length === 1) then(takeTurn)
        },
        error: (error: unknown) => then(async () => ticks.error(error)),
        complete: () => {
          completed = true
          then(takeTurn)
        },
      })
      return () => {
        outer.unsubscribe()
        inner.unsubscribe()
        clearTimeout(idle)
        work = work.then(() => states.save()).catch(() => {})
        void work.then(() => states.close()).finally(() => scope.close())
      }
    })
}
