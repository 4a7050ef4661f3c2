import { Subject, type Observable } from 'rxjs'
import { TickwiseError } from '../../src/errors.ts'
import { Scope, withScope, type FindModel, type FindSlot } from '../../src/turn/scope.ts'
import type { TurnChain } from '../../src/turn/turn-runner.ts'

/** Subscribes a chain of operators in a scope of its own and pushes ticks through it. */
export class Chain<T, R> implements TurnChain {
  readonly scope: Scope
  readonly #ticks = new Subject<T>()
  readonly #subscription
  #ended: { readonly error: unknown } | undefined

  constructor(
    operators: (ticks: Observable<T>) => Observable<R>,
    emit: (output: R) => void,
    findModel?: FindModel,
    findSlot?: FindSlot,
  ) {
    this.scope = new Scope(findModel, findSlot)
    this.#subscription = withScope(this.scope, () =>
      operators(this.#ticks.asObservable()).subscribe({
        next: (output) => {
          try {
            emit(output)
          } catch (error) {
            this.#ended ??= { error }
          }
        },
        error: (error: unknown) => (this.#ended ??= { error: error ?? new Error('the chain failed without an error') }),
        complete: () => (this.#ended ??= { error: completedEarly() }),
      }),
    )
    this.scope.seal()
  }

  get ended(): { readonly error: unknown } | undefined {
    return this.#ended
  }

  push(value: T): void {
    this.#ticks.next(value)
  }

  close(): void {
    this.#subscription.unsubscribe()
    this.scope.close()
  }
}

function completedEarly(): TickwiseError {
  return new TickwiseError('CHAIN_INVALID', {
    expected: 'operators that go on as long as the source does',
    received: 'a completed chain (take, first and takeWhile do that, and forget it at a restart)',
    action: 'Filter instead, or stop the run from outside: its signal, or --max-ticks.',
  })
}
