import { expect, it } from 'vitest'
import { reorder, source, type MemoryEntry } from '../../../connectors/memory/index.ts'
import { sourceContract } from '../../../src/testing/contracts/source-contract.ts'

sourceContract('memory', {
  create: (entries) =>
    Promise.resolve(
      source({
        entries: entries.map((entry): MemoryEntry<unknown> =>
          entry === 'malformed' ? { refuse: 'malformed' } : { key: entry.key, eventTime: entry.time, value: entry },
        ),
      }),
    ),
})

const wait = { maxTicks: 10, waitMs: 10_000 }

it('wakes a waiting read when something is pushed, and ends when told', async () => {
  const ticks = source<number>()
  await ticks.open()
  await ticks.read(wait)
  const waiting = ticks.read(wait)
  ticks.push({ key: 'a', value: 1 })
  expect(await waiting).toMatchObject({ ticks: [{ key: 'a', value: 1, offset: 0 }], ended: false })
  ticks.end()
  expect(await ticks.read(wait)).toMatchObject({ ticks: [], ended: true })
})

it('gives an empty batch when the wait is over', async () => {
  const ticks = source<number>()
  await ticks.open()
  await ticks.read(wait)
  expect(await ticks.read({ maxTicks: 1, waitMs: 5 })).toMatchObject({ ticks: [], ended: false })
})

it('announces a rebalance under a higher generation, to a waiting read too, and reads only what is assigned', async () => {
  const ticks = source<number>({ partitions: 2 })
  await ticks.open()
  expect(await ticks.read(wait)).toMatchObject({ generation: 1, partitions: [{ partition: 0 }, { partition: 1 }] })
  const waiting = ticks.read(wait)
  ticks.assign([1])
  expect(await waiting).toMatchObject({ type: 'assigned', generation: 2, partitions: [{ partition: 1 }] })
  ticks.push({ key: 'a', value: 1, partition: 0 }, { key: 'b', value: 2, partition: 1 })
  expect(await ticks.read(wait)).toMatchObject({ ticks: [{ key: 'b' }] })
  ticks.assign([0])
  await ticks.read(wait)
  expect(await ticks.read(wait)).toMatchObject({ ticks: [{ key: 'a' }] })
})

it('delivers again what was read, with the same offsets', async () => {
  const ticks = source<number>({ entries: [1, 2, 3].map((value) => ({ key: 'a', value })) })
  await ticks.open()
  await ticks.read(wait)
  await ticks.read(wait)
  ticks.redeliver(0, 1)
  expect(await ticks.read(wait)).toMatchObject({ ticks: [{ offset: 1 }, { offset: 2 }] })
})

it('keeps a key on one partition and the order of the pushes over all of them', async () => {
  const entries = Array.from({ length: 60 }, (_, value) => ({ key: `key ${value % 7}`, value }))
  for (const maxTicks of [1, 7, 100]) {
    const ticks = source<number>({ entries, partitions: 3 })
    await ticks.open()
    const seen: number[] = []
    const partitions = new Map<string, Set<number>>()
    for (let ended = false; !ended;) {
      const event = await ticks.read({ maxTicks, waitMs: 10_000 })
      if (event.type === 'assigned') continue
      ended = event.ended
      for (const { key, partition, value } of event.ticks) {
        seen.push(value)
        partitions.set(key, (partitions.get(key) ?? new Set()).add(partition))
      }
    }
    expect(seen).toEqual(entries.map(({ value }) => value))
    expect([...partitions.values()].every(({ size }) => size === 1)).toBe(true)
    expect(new Set([...partitions.values()].flatMap((set) => [...set])).size).toBeGreaterThan(1)
  }
})

it('reorders within bounds, the same for the same seed', () => {
  const entries = Array.from({ length: 200 }, (_, index) => index)
  const moved = reorder(entries, 42, 5)
  expect(moved).not.toEqual(entries)
  expect(moved).toEqual(reorder(entries, 42, 5))
  expect(moved).not.toEqual(reorder(entries, 43, 5))
  expect(moved.toSorted((a, b) => a - b)).toEqual(entries)
  for (const [index, entry] of moved.entries()) expect(Math.abs(entry - index)).toBeLessThanOrEqual(5)
})
