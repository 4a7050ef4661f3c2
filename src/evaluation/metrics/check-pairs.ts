import { TickwiseError } from '../../errors.ts'

/** Throws `INPUT_INVALID` unless there is at least one value and every list has one entry a value. */
export function checkPairs(actual: ArrayLike<unknown>, ...others: readonly ArrayLike<unknown>[]): void {
  const lengths = [actual, ...others].map(({ length }) => length)
  if (actual.length > 0 && lengths.every((length) => length === actual.length)) return
  throw new TickwiseError('INPUT_INVALID', {
    expected: 'lists of one length, not empty',
    received: `lengths ${lengths.join(', ')}`,
    action: 'Pair every actual with its forecast.',
  })
}
