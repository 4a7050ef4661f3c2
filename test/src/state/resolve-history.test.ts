import { expect, it } from 'vitest'
import type { ModelHistory } from '../../../src/state/model-history.ts'
import { leadsToSame, resolveHistory } from '../../../src/state/resolve-history.ts'

const version = (n: number) => `${n}`.repeat(16)
const entry = { model: 'prices@champion', policy: 'warm-up' } as const
const first = { ...entry, offset: 0, version: version(1), decision: 1 }
const swapped = { ...entry, offset: 100, version: version(2), decision: 2 }
const restored = { ...entry, offset: 150, version: version(1), policy: 'restore', decision: 3, back: 100 } as const
const again = { ...entry, offset: 200, version: version(2), decision: 4 }

const twice = { ...again, offset: 100 }
const shadow = { ...swapped, policy: 'shadow' } as const
const served = { ...swapped, offset: 140, policy: 'dual-run' } as const
const late = { ...swapped, offset: 130 }

it.each<[string, Parameters<typeof resolveHistory>[0], ModelHistory | undefined]>([
  ['nothing is known', { saved: undefined, noted: undefined, committed: undefined }, undefined],
  ['the store is lost', { saved: undefined, noted: [first, swapped], committed: 120 }, [first, swapped]],
  ['nothing is noted', { saved: [first], noted: undefined, committed: 120 }, [first]],
  ['the store is behind', { saved: [first], noted: [first, swapped], committed: 120 }, [first, swapped]],
  ['a swap has answered nothing yet', { saved: [first, swapped], noted: [first], committed: 100 }, [first, swapped]],
  ['nor have two', { saved: [first, swapped, twice], noted: [first], committed: 100 }, [first, swapped, twice]],
  [
    'a dual run has ended',
    { saved: [first, shadow, served], noted: [first, shadow], committed: 140 },
    [first, shadow, served],
  ],
  ['somebody else has answered since', { saved: [first, swapped], noted: [first], committed: 101 }, [first]],
  ['it was made anew elsewhere', { saved: [first, swapped], noted: [first, late], committed: 130 }, [first, late]],
  [
    'the note has no room for the oldest',
    { saved: [first, swapped, restored], noted: [restored, again], committed: 210 },
    [first, swapped, restored, again],
  ],
])('%s', (_, accounts, expected) => {
  expect(resolveHistory(accounts)).toEqual(expected)
})

it('a state is another one where another model has served before its offset, and only there', () => {
  const [before, after] = [
    [first, swapped],
    [first, swapped, restored],
  ]
  expect(leadsToSame(before, after, 100)).toBe(true)
  expect(leadsToSame(before, after, 101)).toBe(false)
  expect(leadsToSame(after, [...after, again], 200)).toBe(true)
})
