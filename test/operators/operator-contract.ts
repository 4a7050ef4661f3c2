import { concat, EMPTY, NEVER, of, Subject, throwError, type OperatorFunction } from 'rxjs'
import { describe, expect, test } from 'vitest'

export interface OperatorCase<T> {
  /** A new operator. */
  readonly create: () => OperatorFunction<T, unknown>
  /** Ticks that give one output each. */
  readonly ticks: readonly T[]
  /** An operator whose user function throws the error at every tick; undefined where it takes none. */
  readonly throwing?: (error: Error) => OperatorFunction<T, unknown>
}

interface Seen {
  readonly values: unknown[]
  readonly errors: unknown[]
  completed: number
}

/** What every operator owes to whoever knows RxJS, on a plain Observable. */
export function operatorContract<T>(name: string, { create, ticks, throwing }: OperatorCase<T>): void {
  const observe = () => {
    const seen: Seen = { values: [], errors: [], completed: 0 }
    const observer = {
      next: (value: unknown) => void seen.values.push(value),
      error: (error: unknown) => void seen.errors.push(error),
      complete: () => void seen.completed++,
    }
    return { seen, observer }
  }

  describe(`operator contract: ${name}`, () => {
    test('of a source that never emits, emits nothing and does not complete', () => {
      const { seen, observer } = observe()
      NEVER.pipe(create()).subscribe(observer).unsubscribe()
      expect(seen).toEqual({ values: [], errors: [], completed: 0 })
    })

    test('of an empty source, completes', () => {
      const { seen, observer } = observe()
      EMPTY.pipe(create()).subscribe(observer)
      expect(seen).toEqual({ values: [], errors: [], completed: 1 })
    })

    test('answers one value synchronously', () => {
      const { seen, observer } = observe()
      const source = new Subject<T>()
      source.pipe(create()).subscribe(observer)
      source.next(ticks[0]!)
      expect(seen.values).toHaveLength(1)
      expect(seen.completed).toBe(0)
    })

    test('answers many values in order and completes after them', () => {
      const { seen, observer } = observe()
      of(...ticks)
        .pipe(create())
        .subscribe(observer)
      expect(seen.values).toHaveLength(ticks.length)
      expect(seen.completed).toBe(1)
    })

    test("passes the source's error on, after what came before it", () => {
      const { seen, observer } = observe()
      const error = new Error('source')
      concat(
        of(ticks[0]!),
        throwError(() => error),
      )
        .pipe(create())
        .subscribe(observer)
      expect(seen.values).toHaveLength(1)
      expect(seen.errors).toEqual([error])
      expect(seen.completed).toBe(0)
    })

    test('stops at unsubscribe, and lets go of the source', () => {
      const { seen, observer } = observe()
      const source = new Subject<T>()
      const subscription = source.pipe(create()).subscribe(observer)
      source.next(ticks[0]!)
      subscription.unsubscribe()
      expect(source.observed).toBe(false)
      source.next(ticks[1]!)
      expect(seen.values).toHaveLength(1)
    })

    test('begins every subscription with fresh state', () => {
      const chain = of(...ticks).pipe(create())
      const [first, second] = [observe(), observe()]
      chain.subscribe(first.observer)
      chain.subscribe(second.observer)
      expect(second.seen.values).toEqual(first.seen.values)
    })

    if (throwing === undefined) return
    test("turns an error of the user's function into an error of the stream", () => {
      const { seen, observer } = observe()
      const error = new Error('mine')
      const source = new Subject<T>()
      source.pipe(throwing(error)).subscribe(observer)
      source.next(ticks[0]!)
      expect(seen).toEqual({ values: [], errors: [error], completed: 0 })
      expect(source.observed).toBe(false)
    })
  })
}
