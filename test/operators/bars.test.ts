import { firstValueFrom, from, toArray, type Observable } from 'rxjs'
import { expect, test } from 'vitest'
import { bars, type Bar, type BarsOptions } from '../../operators/index.ts'
import { replay } from '../../src/testing/index.ts'
import { operatorContract } from './operator-contract.ts'
import { randomWalk } from './random-model.ts'

interface Trade {
  readonly time: number
  readonly price: number
  readonly size: number
}

const trade = (time: number, price: number, size = 1): Trade => ({ time, price, size })
const make = (options: BarsOptions<Trade>) =>
  bars<Trade>({ eventTime: ({ time }) => time, volume: ({ size }) => size, ...options })
const barsOf = (trades: readonly Trade[], options: BarsOptions<Trade>) =>
  firstValueFrom(from(trades).pipe(make(options), toArray()))
const bar = (from: number | undefined, prices: string, volume: number, ticks: number): Bar => {
  const [open, high, low, close] = prices.split(' ').map(Number) as [number, number, number, number]
  return { open, high, low, close, volume, ticks, from }
}

operatorContract('bars', {
  create: () => make({ every: { ticks: 1 } }),
  ticks: [trade(1, 5), trade(2, 6), trade(3, 7)],
  throwing: (error) =>
    bars<Trade>({
      every: { ticks: 1 },
      value: () => {
        throw error
      },
    }),
})

test('time bars begin at multiples of their length and come with the first tick after them', async () => {
  const trades = [trade(1005, 5, 2), trade(1500, 8), trade(1999, 3), trade(2000, 4, 5), trade(4100, 9)]
  expect(await barsOf(trades, { every: { ms: 1000 } })).toEqual([
    bar(1000, '5 8 3 3', 4, 3),
    bar(2000, '4 4 4 4', 5, 1),
  ])
  const shifted = await barsOf(trades, { every: { ms: 1000, offsetMs: 500 } })
  expect(shifted.map(({ from, ticks }) => [from, ticks])).toEqual([
    [500, 1],
    [1500, 3],
  ])
})

test('gaps are skipped, or filled with flat bars', async () => {
  const trades = [trade(100, 5), trade(3100, 7), trade(4000, 8)]
  expect((await barsOf(trades, { every: { ms: 1000 } })).map(({ from }) => from)).toEqual([0, 3000])
  expect(await barsOf(trades, { every: { ms: 1000 }, gaps: 'fill' })).toEqual([
    bar(0, '5 5 5 5', 1, 1),
    bar(1000, '5 5 5 5', 0, 0),
    bar(2000, '5 5 5 5', 0, 0),
    bar(3000, '7 7 7 7', 1, 1),
  ])
})

test('bars of ticks and of volume come with the tick that fills them', async () => {
  const trades = [trade(1, 5, 2), trade(2, 9, 1), trade(3, 1, 4), trade(4, 2, 1)]
  expect(await barsOf(trades, { every: { ticks: 2 } })).toEqual([
    bar(undefined, '5 9 5 9', 3, 2),
    bar(undefined, '1 2 1 2', 5, 2),
  ])
  expect(await barsOf(trades, { every: { volume: 3.5 } })).toEqual([bar(undefined, '5 9 1 1', 7, 3)])
})

test('a tick from before the open bar is refused, or dropped', async () => {
  const trades = [trade(1500, 5), trade(900, 99), trade(2000, 6)]
  const late = expect.objectContaining({ code: 'TICK_INVALID', reason: 'late' }) as Error
  await expect(barsOf(trades, { every: { ms: 1000 } })).rejects.toThrow(late)
  expect(await barsOf(trades, { every: { ms: 1000 }, late: 'drop' })).toEqual([bar(1000, '5 5 5 5', 1, 1)])
})

test('refuses numbers it cannot use and rules that are none', async () => {
  for (const bad of [trade(1, NaN), trade(1, 1, -1), trade(NaN, 1)]) {
    const refused = expect.objectContaining({ code: 'TICK_INVALID' }) as Error
    await expect(barsOf([bad], { every: { ms: 1000 } })).rejects.toThrow(refused)
  }
  for (const every of [{ ms: 0 }, { ticks: 1.5 }, { volume: -1 }, {}, { ms: 1, ticks: 1 }]) {
    expect(() => make({ every: every as BarsOptions<Trade>['every'] })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error,
    )
  }
})

test('open bars survive crashes, byte by byte, at any turn size', async () => {
  const entries = randomWalk(900).map((value, i) => ({ key: value.symbol, value, eventTime: 700 * i }))
  const operators = (ticks: Observable<{ price: number }>) => ticks.pipe(bars({ every: { ms: 10_000 }, gaps: 'fill' }))
  expect((await replay({ entries, operators })).outputs).toBeGreaterThan(150)
})
