import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as memory from '../../../../connectors/memory/index.ts'
import { PacedSource } from '../../../../src/cli/demo/paced-source.ts'
import type { SourceEvent } from '../../../../src/stream/source.ts'

const options = { maxTicks: 100, waitMs: 60_000 }

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** Days of two ticks each, numbered from 0; days before `from` are history. */
async function openPaced(days: number, from: number, perSecond: number) {
  const entries = Array.from({ length: 2 * days }, (_, i) => ({
    key: i % 2 === 0 ? 'a' : 'b',
    value: i,
    eventTime: i >> 1,
  }))
  const source = new PacedSource(memory.source<number>({ entries }), { perSecond, from })
  await source.open()
  expect(await source.read(options)).toMatchObject({ type: 'assigned' })
  return source
}

const values = (event: SourceEvent<number>) => (event.type === 'ticks' ? event.ticks.map(({ value }) => value) : [])

test('hands history over at once, then a day at a time', async () => {
  const source = await openPaced(5, 2, 10)
  expect(values(await source.read(options))).toEqual([0, 1, 2, 3])
  let second: number[] | undefined
  const reading = source.read(options).then((event) => (second = values(event)))
  await vi.advanceTimersByTimeAsync(99)
  expect(second).toBeUndefined()
  await vi.advanceTimersByTimeAsync(1)
  await reading
  expect(second).toEqual([4, 5])
})

test('says at every day where the next read begins, so that a checkpoint may stand there', async () => {
  const source = await openPaced(4, 1, 1000)
  const read: number[] = []
  for (let ended = false; !ended;) {
    const reading = source.read(options)
    await vi.advanceTimersByTimeAsync(1)
    const event = await reading
    if (event.type !== 'ticks') continue
    read.push(...values(event))
    expect([...event.next.values()]).toEqual([read.length])
    ended = event.ended
  }
  expect(read).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})

test('gives an empty turn when the reader has waited long enough, and keeps the pace over several', async () => {
  const source = await openPaced(2, 0, 1)
  expect(values(await source.read(options))).toEqual([0, 1])
  const patience = { maxTicks: 100, waitMs: 400 }
  const found: number[][] = []
  for (let n = 0; n < 3; n++) {
    const reading = source.read(patience)
    await vi.advanceTimersByTimeAsync(400)
    found.push(values(await reading))
  }
  expect(found).toEqual([[], [], [2, 3]])
})

test('stops waiting when the signal fires', async () => {
  const source = await openPaced(2, 0, 0.001)
  await source.read(options)
  const stop = new AbortController()
  const reading = source.read({ ...options, signal: stop.signal })
  stop.abort()
  expect(await reading).toMatchObject({ ticks: [], ended: false })
})

test('a seek forgets what was read ahead', async () => {
  const source = await openPaced(4, 0, 1000)
  await source.read(options)
  await source.seek({ topic: 'memory', partition: 0 }, 4)
  const reading = source.read(options)
  await vi.advanceTimersByTimeAsync(1)
  expect(values(await reading)).toEqual([4, 5])
})
