import { firstValueFrom, from, toArray, type Observable } from 'rxjs'
import { expect, test } from 'vitest'
import { orderByEventTime, type OrderOptions } from '../../operators/index.ts'
import { createRandom } from '../../src/numeric/random.ts'
import { drive, replay } from '../../src/testing/index.ts'
import { operatorContract } from './operator-contract.ts'

interface Timed {
  readonly time: number
  readonly name: string
}

const timed = (...times: number[]): Timed[] => times.map((time, i) => ({ time, name: `${i}` }))
const order = (options: OrderOptions<Timed>) => orderByEventTime<Timed>({ eventTime: ({ time }) => time, ...options })
const timesOf = async (ticks: readonly Timed[], options: OrderOptions<Timed>) =>
  (await firstValueFrom(from(ticks).pipe(order(options), toArray()))).map(({ time }) => time)

operatorContract('orderByEventTime', {
  create: () => order({ latenessMs: 0 }),
  ticks: timed(1, 2, 3),
  throwing: (error) =>
    orderByEventTime<Timed>({
      latenessMs: 0,
      eventTime: () => {
        throw error
      },
    }),
})

test('holds a tick until a newer one says that nothing older comes', async () => {
  expect(await timesOf(timed(10, 8, 12, 9, 15, 20), { latenessMs: 5 })).toEqual([8, 9, 10, 12, 15])
})

test('equal times leave in the order they came', async () => {
  const chain = from(timed(5, 3, 5, 3, 9)).pipe(order({ latenessMs: 2 }), toArray())
  expect((await firstValueFrom(chain)).map(({ name }) => name)).toEqual(['1', '3', '0', '2'])
})

test('a tick beyond the lateness is refused, dropped or passed on', async () => {
  const ticks = timed(10, 20, 14, 15, 30)
  const late = expect.objectContaining({ code: 'TICK_INVALID', reason: 'late' }) as Error
  await expect(timesOf(ticks, { latenessMs: 5 })).rejects.toThrow(late)
  expect(await timesOf(ticks, { latenessMs: 5, late: 'drop' })).toEqual([10, 15, 20])
  expect(await timesOf(ticks, { latenessMs: 5, late: 'pass' })).toEqual([10, 14, 15, 20])
})

test('beyond maxTicks the oldest leave early, or the tick is refused', async () => {
  const ticks = timed(3, 1, 2, 4, 0)
  expect(await timesOf(ticks, { latenessMs: 100, maxTicks: 2, late: 'drop' })).toEqual([1, 2])
  const full = expect.objectContaining({ code: 'LIMIT_EXCEEDED' }) as Error
  await expect(timesOf(ticks, { latenessMs: 100, maxTicks: 2, full: 'refuse' })).rejects.toThrow(full)
})

test('refuses what JSON cannot hold, ticks without a time, and options that are none', async () => {
  const refused = expect.objectContaining({ code: 'TICK_INVALID' }) as Error
  const bad = from([{ time: 1, name: 'x', ratio: NaN }]).pipe(order({ latenessMs: 5 }), toArray())
  await expect(firstValueFrom(bad)).rejects.toThrow(refused)
  await expect(firstValueFrom(from([1]).pipe(orderByEventTime({ latenessMs: 5 })))).rejects.toThrow(refused)
  for (const options of [{ latenessMs: -1 }, { latenessMs: NaN }, { latenessMs: 1, maxTicks: 0 }]) {
    expect(() => order(options)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error)
  }
})

const random = createRandom(12)
const keys = ['A', 'B', 'C', 'D', 'E']
/** Ticks up to 5 s out of order, and some that come minutes late. */
const entries = Array.from({ length: 1200 }, (_, i) => {
  const key = keys[random.integer(keys.length)]!
  const late = i % 97 === 0 && i > 400 ? 200_000 : 5000 * random.next()
  return { key, value: i, eventTime: 1_000_000 + 1000 * i - Math.floor(late) }
})

test('in a pipeline it judges lateness itself, and what is held survives crashes byte by byte', async () => {
  const operators = (ticks: Observable<number>) => ticks.pipe(orderByEventTime({ latenessMs: 6000 }))
  const report = await replay({ entries, operators, partitions: 2 })
  const { outputs, deadLetters } = await drive({ entries, operators, partitions: 2 })
  expect(deadLetters.map(({ reason }) => reason)).toEqual(new Array(8).fill('late'))
  expect(report.deadLetters).toBe(8)
  // What is still held at the end: some ticks of each key.
  expect(outputs.length).toBeGreaterThan(entries.length - 8 - 40)
  for (const key of keys) {
    const times = outputs.filter((output) => output.key === key).map(({ value }) => entries[value]!.eventTime)
    expect(times.toSorted((a, b) => a - b)).toEqual(times)
  }
})
