import { expect, test } from 'vitest'
import { createRunFigures } from '../../../src/dashboard/run-figures.ts'
import type { Source } from '../../../src/stream/source.ts'

const noLog = {} as Source
const ticks = (count: number, partition = 0) =>
  Array.from({ length: count }, (_, offset) => ({
    topic: 't',
    partition,
    offset,
    key: 'a',
    eventTime: undefined,
    value: 1,
  }))
const cache = { keys: 1, dirty: 1 }

function figures(source = noLog) {
  const clock = { now: 100 }
  return { clock, run: createRunFigures({ source, seconds: () => clock.now }) }
}

test('a second under way is left out, silent ones count, and 120 are kept', () => {
  const { clock, run } = figures()
  run.onTurn({ ticks: ticks(5), cache })
  expect(run.read().perSecond).toEqual([])
  clock.now = 101
  run.onTurn({ ticks: ticks(7), cache })
  clock.now = 104.5
  expect(run.read().perSecond).toEqual([5, 7, 0, 0])
  clock.now = 1_000_000
  expect(run.read().perSecond).toHaveLength(120)
  expect(new Set(run.read().perSecond)).toEqual(new Set([0]))
})

test('a tick’s latency runs from its reading to its commit, also while the next turn is computed', () => {
  const { clock, run } = figures()
  const load = (at: number) => {
    clock.now = at
    run.onPhase('load')()
  }
  load(100)
  load(100.01)
  clock.now = 100.02
  run.onTurn({ ticks: ticks(1), cache })
  clock.now = 100.05
  run.onTurn({ ticks: ticks(1), cache })
  const { count, median, p99 } = run.read().latency
  expect([count, median, p99].map((value) => Math.round(value!))).toEqual([2, 40, 40])
})

test('turns that a recovery made void are not taken for others', () => {
  const { clock, run } = figures()
  run.onPhase('load')()
  clock.now = 150
  run.onPhase('recover')()
  run.onPhase('load')()
  clock.now = 150.004
  run.onTurn({ ticks: ticks(1), cache })
  expect(run.read().latency.median).toBeCloseTo(4, 6)
})

test('partitions stand in the order of their numbers, with their lag where the source knows it', () => {
  const log = { committed: () => undefined, lag: () => new Map([['t/10', 4]]) } as unknown as Source
  const { run } = figures(log)
  run.onTurn({ ticks: [...ticks(2, 9), ...ticks(3, 2)], cache })
  expect(run.read().partitions).toEqual([
    { id: 't/2', ticks: 3, next: 3, lag: null },
    { id: 't/9', ticks: 2, next: 2, lag: null },
    { id: 't/10', ticks: 0, next: null, lag: 4 },
  ])
})

test('shows the first 200 partitions, and says how many there are beside', () => {
  const { run } = figures()
  run.onTurn({ ticks: Array.from({ length: 450 }, (_, n) => ticks(1, n)[0]!), cache })
  const { partitions, partitionsNotShown } = run.read()
  expect([partitions.length, partitionsNotShown]).toEqual([200, 250])
})
