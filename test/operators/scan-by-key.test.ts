import { TestScheduler } from 'rxjs/testing'
import { of, toArray, firstValueFrom } from 'rxjs'
import { expect, test } from 'vitest'
import { scanByKey } from '../../operators/index.ts'
import { operatorContract } from './operator-contract.ts'

interface Trade {
  readonly symbol: string
  readonly volume: number
}

const trade = (symbol: string, volume: number): Trade => ({ symbol, volume })
const total = () => scanByKey((sum: number, { volume }: Trade) => sum + volume, 0, { key: ({ symbol }) => symbol })

operatorContract('scanByKey', {
  create: total,
  ticks: [trade('A', 1), trade('B', 2), trade('A', 3)],
  throwing: (error) =>
    scanByKey(() => {
      throw error
    }, 0),
})

test('keeps one state a key', () => {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected))
  scheduler.run(({ cold, expectObservable }) => {
    const values = { a: trade('A', 1), b: trade('B', 10), c: trade('A', 2) }
    const source = cold('  -a-b-c-a-|', values)
    const expected = '     -1-2-3-4-|'
    expectObservable(source.pipe(total())).toBe(expected, { 1: 1, 2: 10, 3: 3, 4: 4 })
  })
})

test('without a key has one state for the stream', async () => {
  const sums = of(1, 2, 3).pipe(
    scanByKey((sum: number, n: number) => sum + n, 0),
    toArray(),
  )
  expect(await firstValueFrom(sums)).toEqual([1, 3, 6])
})

test('cannot be reached through what it emitted, nor through the seed', async () => {
  const seed = { seen: [] as number[] }
  const seen = of(1, 2, 3).pipe(
    scanByKey((state: { seen: number[] }, n: number) => ({ seen: [...state.seen, n] }), seed),
    toArray(),
  )
  const first = of(1, 2).pipe(scanByKey((state: { seen: number[] }, n: number) => ({ seen: [...state.seen, n] }), seed))
  const lengths: number[] = []
  first.subscribe((state) => {
    lengths.push(state.seen.length)
    state.seen.push(99)
  })
  seed.seen.push(7)
  expect(lengths).toEqual([1, 2])
  expect((await firstValueFrom(seen)).map((state) => state.seen)).toEqual([
    [7, 1],
    [7, 1, 2],
    [7, 1, 2, 3],
  ])
})

test.each([NaN, Infinity, undefined, () => 1])('refuses %s as a state', (bad) => {
  const errors: unknown[] = []
  of(1)
    .pipe(scanByKey(() => bad as number, 0))
    .subscribe({ error: (error: unknown) => errors.push(error) })
  expect(errors).toEqual([expect.objectContaining({ code: 'TICK_INVALID' })])
})

test('starts the least recently used key afresh beyond maxKeys', async () => {
  const options = { key: ({ symbol }: Trade) => symbol, maxKeys: 2 }
  const trades = ['A', 'B', 'A', 'C', 'A', 'B'].map((symbol) => trade(symbol, 1))
  const sums = of(...trades).pipe(
    scanByKey((sum: number, { volume }: Trade) => sum + volume, 0, options),
    toArray(),
  )
  expect(await firstValueFrom(sums)).toEqual([1, 1, 2, 1, 3, 1])
})
