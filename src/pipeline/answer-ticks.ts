import { Subject, type OperatorFunction } from 'rxjs'

export interface Answering<T, R> {
  /** What the operator gives for a tick, at once. Throws what the operator fails with; nothing is answered after that. */
  answer(tick: T): R[]
  close(): void
}

/** Lets code without Observables ask an operator tick by tick; the state is held in memory. */
export function answerTicks<T, R>(operator: OperatorFunction<T, R>): Answering<T, R> {
  const ticks = new Subject<T>()
  const answers: R[] = []
  const failures: unknown[] = []
  const subscription = ticks.pipe(operator).subscribe({
    next: (answer) => void answers.push(answer),
    error: (error: unknown) => void failures.push(error),
  })
  return {
    answer(tick) {
      ticks.next(tick)
      if (failures.length > 0) throw failures[0]
      return answers.splice(0)
    },
    close: () => subscription.unsubscribe(),
  }
}
