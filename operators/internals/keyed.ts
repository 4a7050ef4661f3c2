import { Observable, type OperatorFunction } from 'rxjs'
import { TickwiseError } from '../../src/errors.ts'
import { ambientScope, type Scope } from '../../src/turn/scope.ts'
import type { KeyedOperator } from '../../src/turn/stage.ts'

/**
 * What every operator with state per key is built on (as `scan` and `reduce` are on `scanInternals`): it gives the
 * operator a section in the key record, collects its inputs during a turn and lets it advance them together.
 */
export function keyed<T, S, R>(create: (scope: Scope) => KeyedOperator<T, S, R>): OperatorFunction<T, R> {
  return (source) =>
    new Observable<R>((subscriber) => {
      const scope = ambientScope()
      if (scope === undefined) throw noScope()
      const stage = scope.register(create(scope), (output) => subscriber.next(output))
      const subscription = source.subscribe({
        next: (input) => {
          try {
            stage.take(input)
          } catch (error) {
            subscriber.error(error)
          }
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      })
      return () => subscription.unsubscribe()
    })
}

function noScope(): TickwiseError {
  return new TickwiseError('CHAIN_INVALID', {
    expected: 'a keyed operator inside a pipeline or wrapped by standalone()',
    received: 'a bare one',
    action: 'Subscribe the operators that tickwise/operators exports; they wrap themselves.',
  })
}
