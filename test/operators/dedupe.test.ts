import { firstValueFrom, of, toArray } from 'rxjs'
import { expect, test } from 'vitest'
import { dedupe } from '../../operators/index.ts'
import { operatorContract } from './operator-contract.ts'

interface Trade {
  readonly id: string
  readonly symbol: string
}

const trades = (...names: string[]): Trade[] => names.map((name) => ({ symbol: name[0]!, id: name.slice(1) }))
const once = (window?: number) =>
  dedupe<Trade>(({ id }) => id, { key: ({ symbol }) => symbol, ...(window === undefined ? {} : { window }) })
const passed = async (window: number | undefined, ...names: string[]) =>
  (await firstValueFrom(of(...trades(...names)).pipe(once(window), toArray()))).map(({ symbol, id }) => symbol + id)

operatorContract('dedupe', {
  create: once,
  ticks: trades('A1', 'A2', 'B1'),
  throwing: (error) =>
    dedupe(() => {
      throw error
    }),
})

test('drops repeats of an id, key by key', async () => {
  expect(await passed(undefined, 'A1', 'A1', 'B1', 'A2', 'A1', 'B1', 'B2')).toEqual(['A1', 'B1', 'A2', 'B2'])
})

test('remembers as many ids as its window has', async () => {
  expect(await passed(2, 'A1', 'A2', 'A3', 'A2', 'A1')).toEqual(['A1', 'A2', 'A3', 'A1'])
})

test.each([0, -1, 1.5, NaN])('refuses a window of %s', (window) => {
  expect(() => once(window)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error)
})
