import { expect, test, vi } from 'vitest'
import { withinBudget } from '../../../../src/cli/run/within-budget.ts'

const doing = () => 'commit for 30.0 s'

test('work that ends in time gives its result, stopped or not', async () => {
  const { signal } = new AbortController()
  expect(await withinBudget(Promise.resolve(5), { signal, ms: 0, doing })).toBe(5)
  expect(await withinBudget(Promise.resolve(6), { signal: AbortSignal.abort(), ms: 10, doing })).toBe(6)
  await expect(withinBudget(Promise.reject(new Error('no')), { signal, ms: 0, doing })).rejects.toThrow('no')
})

test('the budget begins with the signal, and what hangs is named', async () => {
  vi.useFakeTimers()
  try {
    const stop = new AbortController()
    const work = withinBudget(new Promise(() => {}), { signal: stop.signal, ms: 1000, doing })
    const outcome = work.catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(60_000)
    stop.abort()
    await vi.advanceTimersByTimeAsync(999)
    expect(vi.getTimerCount()).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(await outcome).toMatchObject({ code: 'LIMIT_EXCEEDED', received: 'it is still busy (commit for 30.0 s)' })
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})
