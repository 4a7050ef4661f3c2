import { expect, it } from 'vitest'
import * as memory from '../../../connectors/memory/index.ts'
import { pipeline, run } from '../../../src/index.ts'

/** A live source, and a sink whose commits end when told to. */
function liveRun(kind: 'transactional' | 'acknowledged') {
  const source = memory.source<number>()
  const turns: number[] = []
  const commits: (() => void)[] = []
  let onCommit = () => {}
  const wait = () =>
    new Promise<void>((resolve) => {
      commits.push(resolve)
      onCommit()
    })
  const commit = source.commit.bind(source)
  source.commit = async (next, receipt) => {
    // Where the history begins is committed too, before the first tick.
    if ([...next.values()].some((offset) => offset > 0)) await wait()
    return commit(next, receipt)
  }
  const deadLetters = Object.assign(memory.sink(), { kind: 'acknowledged', write: () => Promise.resolve() })
  const written: number[] = []
  const acknowledged = {
    name: 'memory',
    kind: 'acknowledged' as const,
    open: () => Promise.resolve(),
    write: (outputs: readonly { readonly value: number }[]) => {
      written.push(...outputs.map(({ value }) => value))
      return Promise.resolve()
    },
    close: () => Promise.resolve(),
  }
  const transactional = kind === 'transactional'
  const running = run(
    pipeline<number, number>({
      source,
      sink: transactional ? memory.transactionalSink<number>(source) : acknowledged,
      ...(transactional ? {} : { deadLetters: deadLetters }),
      state: memory.store(),
      guarantee: transactional ? 'exactly-once' : 'at-least-once',
      operators: (ticks) => ticks,
    }),
    { onTurn: ({ ticks }) => ticks.length > 0 && turns.push(ticks.length) },
  )
  return {
    running,
    turns,
    written,
    push: (...values: number[]) => source.push(...values.map((value) => ({ key: 'a', value }))),
    end: () => source.end(),
    /** Resolves when the n-th commit has begun. */
    begun: async (n: number) => {
      while (commits.length < n) await new Promise<void>((resolve) => (onCommit = resolve))
    },
    endCommit: (n: number) => commits[n - 1]!(),
    endAll: () => {
      for (const end of commits) end()
      onCommit = () => commits.at(-1)!()
    },
  }
}

it('takes everything that came during the commit of a small turn into the next one', async () => {
  const live = liveRun('transactional')
  live.push(1)
  await live.begun(1)
  for (const value of [2, 3, 4]) {
    live.push(value)
    await new Promise((resolve) => setImmediate(resolve))
  }
  live.endCommit(1)
  await live.begun(2)
  live.endAll()
  live.end()
  await live.running
  expect(live.turns).toEqual([1, 3])
})

it('writes the next outputs before the offsets of the last are committed, where that is two steps', async () => {
  const live = liveRun('acknowledged')
  live.push(1)
  await live.begun(1)
  live.push(2)
  await live.begun(2)
  expect(live.written).toEqual([1, 2])
  expect(live.turns).toEqual([])
  live.endAll()
  live.end()
  await live.running
  expect(live.turns).toEqual([1, 1])
})
