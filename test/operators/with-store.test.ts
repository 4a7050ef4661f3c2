import { firstValueFrom, from, lastValueFrom, Subject, toArray } from 'rxjs'
import { expect, test } from 'vitest'
import { store as memoryStore } from '../../connectors/memory/index.ts'
import { forecast, scanByKey } from '../../operators/index.ts'
import { randomForecaster, randomWalk, type Price } from './random-model.ts'

const model = randomForecaster()
const prices = randomWalk(600)
const key = ({ symbol }: Price) => symbol

test('gives what it gives in memory, in order', async () => {
  const inMemory = await firstValueFrom(from(prices).pipe(forecast(model, { key }), toArray()))
  const stored = await firstValueFrom(from(prices).pipe(forecast(model, { key, store: memoryStore() }), toArray()))
  expect(stored).toEqual(inMemory)
})

test('goes on where the last subscription ended, with a cache smaller than the keys', async () => {
  const whole = await firstValueFrom(from(prices).pipe(forecast(model, { key }), toArray()))
  const store = memoryStore()
  const options = { key, store, maxKeys: 2 }
  const first = await firstValueFrom(from(prices.slice(0, 250)).pipe(forecast(model, options), toArray()))
  const second = await firstValueFrom(from(prices.slice(250)).pipe(forecast(model, options), toArray()))
  expect([...first, ...second]).toEqual(whole)
})

test('keeps chains with different names apart', async () => {
  const store = memoryStore()
  const count = (name: string) => scanByKey((n: number) => n + 1, 0, { store, name })
  expect(await lastValueFrom(from([1, 2, 3]).pipe(count('a')))).toBe(3)
  expect(await lastValueFrom(from([1]).pipe(count('b')))).toBe(1)
  expect(await lastValueFrom(from([1]).pipe(count('a')))).toBe(4)
})

test('refuses the state of another chain', async () => {
  const store = memoryStore()
  await lastValueFrom(from(prices).pipe(forecast(model, { key, store })))
  const other = from(prices).pipe(forecast(randomForecaster('lstm'), { key, store }))
  await expect(lastValueFrom(other)).rejects.toThrow(expect.objectContaining({ code: 'RECORD_FOREIGN' }) as Error)
})

test('passes on the error of the source behind the answers to what came before it', async () => {
  const seen: unknown[] = []
  const source = new Subject<number>()
  const ended = new Promise<void>((resolve) => {
    source.pipe(scanByKey((n: number) => n + 1, 0, { store: memoryStore() })).subscribe({
      next: (n) => seen.push(n),
      error: (error: unknown) => {
        seen.push(error)
        resolve()
      },
    })
  })
  const error = new Error('source')
  source.next(1)
  source.next(2)
  source.error(error)
  await ended
  expect(seen).toEqual([1, 2, error])
})

test('a turn in which the user function throws changes no state', async () => {
  const error = new Error('mine')
  const store = memoryStore()
  const counting = scanByKey(
    (n: number, tick: number) => {
      if (tick === 0) throw error
      return n + 1
    },
    0,
    { store },
  )
  await expect(lastValueFrom(from([1, 1, 0, 1]).pipe(counting))).rejects.toThrow(error)
  expect(await lastValueFrom(from([1]).pipe(counting))).toBe(1)
})
