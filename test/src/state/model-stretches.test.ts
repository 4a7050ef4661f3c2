import { expect, it } from 'vitest'
import type { SwapEntry } from '../../../src/state/model-history.ts'
import { shadowOf, stretchesOf, swapStart } from '../../../src/state/model-stretches.ts'

const model = 'prices@champion'
const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(16)) as [string, string, string]
const at = (
  offset: number,
  version: string,
  policy: SwapEntry['policy'],
  decision: number,
  back?: number,
): SwapEntry => ({
  ...{ model, offset, version, policy, decision },
  ...(back === undefined ? {} : { back }),
})
const tried = [at(0, a, 'dual-run', 1), at(100, b, 'shadow', 2)]
const served = [...tried, at(140, b, 'dual-run', 2)]

it('a dual run: advances beside from its offset on, then serves, or not', () => {
  expect(stretchesOf(tried, model)).toEqual([
    { offset: 0, version: a, policy: 'dual-run' },
    { offset: 100, version: a, policy: 'dual-run', shadow: b },
  ])
  expect(shadowOf(tried, model)).toEqual(tried[1])
  expect(stretchesOf(served, model).at(-1)).toEqual({ offset: 140, version: b, policy: 'dual-run' })
  expect(shadowOf(served, model)).toBeUndefined()
  const dropped = [...tried, at(140, a, 'drop', 2)]
  expect(stretchesOf(dropped, model).at(-1)).toEqual({ offset: 140, version: a, policy: 'dual-run' })
  expect(shadowOf(dropped, model)).toBeUndefined()
})

it('is taken back with all of it', () => {
  expect(swapStart(tried, model)).toBe(0)
  expect(swapStart(served, model)).toBe(100)
  const back = [...served, at(200, a, 'restore', 3, 100)]
  expect(stretchesOf(back, model)).toEqual([{ offset: 0, version: a, policy: 'dual-run' }])
})

it('a swap that is taken back leaves another one at the same offset', () => {
  const twice = [at(0, a, 'reset', 1), at(100, b, 'reset', 2), at(100, c, 'reset', 3), at(200, b, 'restore', 4, 100)]
  expect(stretchesOf(twice, model).map(({ version }) => version)).toEqual([a, b])
})
