import { delay, map, mergeMap, of, take, throwError, type Observable } from 'rxjs'
import { expect, test } from 'vitest'
import * as memory from '../../../connectors/memory/index.ts'
import { Chain } from '../../../operators/internals/chain.ts'
import { currentTick, scanByKey } from '../../../operators/index.ts'
import { pipeline, run } from '../../../src/index.ts'
import { drive } from '../../../src/testing/index.ts'
import { TurnRunner } from '../../../src/turn/turn-runner.ts'

const entries = Array.from({ length: 10 }, (_, n) => ({ key: n % 2 === 0 ? 'even' : 'odd', value: n }))
const invalid = expect.objectContaining({ code: 'CHAIN_INVALID' }) as Error
const count = () => scanByKey((n: number) => n + 1, 0)

test.each<[string, (ticks: Observable<number>) => Observable<unknown>]>([
  ['a chain that completes before its source', (ticks) => ticks.pipe(take(3))],
  ['a keyed operator that is subscribed while ticks flow', (ticks) => ticks.pipe(mergeMap((n) => of(n).pipe(count())))],
])('%s is refused', async (_, operators) => {
  await expect(drive({ entries, operators })).rejects.toThrow(invalid)
})

test('an output that a timer makes is refused, even when no tick follows', async () => {
  const source = memory.source<number>({ entries, keepOpen: true })
  const late = pipeline({
    source,
    sink: memory.sink(),
    deadLetters: memory.sink<never>(),
    state: memory.store(),
    turn: { waitMs: 1 },
    operators: (ticks) => ticks.pipe(delay(1)),
  })
  await expect(run(late)).rejects.toThrow('event time')
})

test('an error that the user throws costs its tick only, whatever the size of the turn', async () => {
  const operators = (ticks: Observable<number>) =>
    ticks.pipe(
      count(),
      map((n) => {
        const tick = currentTick()!
        if (tick.value === 4 || tick.value === 7) throw new Error(`no ${tick.value}`)
        return `${tick.key} ${n}`
      }),
    )
  for (const turnSize of [1, 7, 4096]) {
    const { outputs, deadLetters } = await drive({ entries, operators, turnSize })
    // Neither 4 nor 7 is counted by the state behind them.
    const expected = ['even 1', 'odd 1', 'even 2', 'odd 2', 'odd 3', 'even 3', 'even 4', 'odd 4']
    expect(outputs.map(({ value }) => value)).toEqual(expected)
    expect(deadLetters).toMatchObject([
      { offset: 4, reason: 'failed', message: 'no 4', key: 'even' },
      { offset: 7, reason: 'failed', message: 'no 7', key: 'odd' },
    ])
  }
})

test('an error that the chain swallows is no failure', async () => {
  const operators = (ticks: Observable<number>) =>
    ticks.pipe(
      mergeMap((n) => (n === 4 ? of(-1) : of(n))),
      mergeMap((n) => (n < 0 ? throwError(() => n) : of(n))),
    )
  const { outputs, deadLetters } = await drive({ entries, operators })
  expect(outputs).toHaveLength(9)
  expect(deadLetters).toHaveLength(1)
})

test('a state beyond its limit costs the tick that would exceed it', async () => {
  const operators = (ticks: Observable<number>) =>
    ticks.pipe(scanByKey((seen: number[], n: number) => [...seen, n], [], { maxBytes: 7 }))
  const { outputs, deadLetters } = await drive({ entries, operators })
  expect(outputs.map(({ value }) => value)).toEqual([[0], [1], [0, 2], [1, 3], [0, 2, 4], [1, 3, 5]])
  expect(deadLetters.map(({ offset }) => offset)).toEqual([6, 7, 8, 9])
})

test('headers of a tick go along to its outputs and dead letters', () => {
  const headers = [['trace', Buffer.from('7')]] as const
  const tick = { topic: 't', partition: 0, offset: 5, key: 'k', eventTime: undefined, headers }
  const record = { key: 'k', offset: -1, eventTime: undefined, ticks: 0, states: [] }
  const nothing = () => {}
  const refuseBad = (value: unknown) => {
    if (value === 'bad') throw new Error('bad')
    return value
  }
  const runner = new TurnRunner({
    pipeline: 'p',
    open: (emit) => new Chain<unknown, unknown>((ticks) => ticks.pipe(map(refuseBad)), emit),
    records: { begin: nothing, take: () => record, rollback: nothing, end: nothing },
    late: 'accept',
  })
  const { outputs, deadLetters } = runner.compute([
    { ...tick, value: 'good' },
    { ...tick, offset: 6, value: 'bad' },
  ])
  expect(outputs).toMatchObject([{ id: 'p:t:0:5:0', headers }])
  expect(deadLetters).toMatchObject([{ offset: 6, headers }])
})
