import { expect, it } from 'vitest'
import * as memory from '../../../connectors/memory/index.ts'
import { scanByKey } from '../../../operators/index.ts'
import { pipeline, run, type RunOptions, type Store } from '../../../src/index.ts'

const partition = { topic: 'memory', partition: 0 }
const entries = [1, 2, 3, 4, 5, 6].map((value) => ({ key: 'k', value }))
const sums = [1, 3, 6, 10, 15, 21]

/** Sums of six ticks, one a turn; a checkpoint is due after the second, and its save does what it is told. */
function setUp(onSave: () => Promise<void>) {
  const source = memory.source<number>({ entries })
  const [sink, store] = [memory.transactionalSink<number>(source), memory.store()]
  const offsets: number[] = []
  const save = store.save.bind(store)
  store.save = async (...[token, snapshots]: Parameters<Store['save']>) => {
    const { offset } = snapshots[0]!
    offsets.push(offset)
    if (offset === 2) await onSave()
    await save(token, snapshots)
  }
  const work = (options: RunOptions = {}) => {
    const turn = { maxTicks: 1 }
    const operators = scanByKey((sum: number, value: number) => sum + value, 0)
    const checkpoint = { everyTicks: 2, everyMs: 1_000_000 }
    return run(
      pipeline({ source, sink, state: store, turn, checkpoint, operators: (ticks) => ticks.pipe(operators) }),
      options,
    )
  }
  const values = () => sink.outputs.map(({ value }) => value)
  return { store, offsets, work, values }
}

it('turns are handed over while a checkpoint is saved, which holds none of them', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  const { store, offsets, work, values } = setUp(() => held)
  const seen: number[] = []
  const onTurn: RunOptions['onTurn'] = ({ savedOffset }) => {
    seen.push(savedOffset!)
    // The next checkpoint is due then, and waits for this one.
    if (values().length === 4) release()
  }
  await work({ onTurn })
  expect(values()).toEqual(sums)
  expect(seen.slice(0, 4)).toEqual([0, 0, 0, 0])
  expect(offsets).toEqual([0, 2, 4, 6])
  expect((await store.peek(partition)).checkpoint?.offset).toBe(6)
})

it('a crash after turns that a checkpoint under way does not hold changes nothing', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  const { store, work, values } = setUp(() => held)
  const crash: RunOptions['onTurn'] = () => {
    if (values().length < 4) return
    release()
    throw new Error('a crash')
  }
  await expect(work({ onTurn: crash })).rejects.toThrow('a crash')
  expect((await store.peek(partition)).checkpoint?.offset).toBe(2)
  await work()
  expect(values()).toEqual(sums)
})

it('a checkpoint that fails ends the run with its error, and the next one takes up what came after it', async () => {
  let fails = true
  const { work, values } = setUp(() => (fails ? Promise.reject(new Error('no space left')) : Promise.resolve()))
  await expect(work()).rejects.toThrow('no space left')
  fails = false
  await work()
  expect(values()).toEqual(sums)
})
