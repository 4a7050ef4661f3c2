import { expect, it } from 'vitest'
import * as memory from '../../../connectors/memory/index.ts'
import { scanByKey } from '../../../operators/index.ts'
import { pipeline, run, type RunOptions } from '../../../src/index.ts'
import type { GapPolicy } from '../../../src/state/recovery.ts'

const place = { topic: 'memory', partition: 0 }
const tick = (value: number) => ({ key: 'k', value })

/** A log that had three ticks before the pipeline was first started, at its end. */
function setUp() {
  const source = memory.source<number>({ from: 'latest' })
  source.push(tick(1), tick(2), tick(3))
  const [sink, state] = [memory.transactionalSink<number>(source), memory.store()]
  const runTo = (maxTicks: number, options: RunOptions = {}, onGap: GapPolicy = 'fail') => {
    const sums = pipeline({
      source,
      sink,
      state,
      guarantee: 'exactly-once',
      onGap,
      turn: { maxTicks: 1 },
      operators: (ticks) => ticks.pipe(scanByKey((sum: number, value: number) => sum + value, 0)),
    })
    return run(sums, { maxTicks, ...options })
  }
  const values = () => sink.outputs.map(({ value }) => value)
  return { source, state, runTo, values }
}

/** Starts it at the log's end, and gives it two ticks. */
async function started() {
  const parts = setUp()
  const { source, runTo } = parts
  await runTo(2, { onStart: () => source.push(tick(10), tick(20)) })
  expect(parts.values()).toEqual([10, 30])
  return parts
}

it('a lost store is rebuilt from where the history began, not from the first record of the log', async () => {
  const { source, state, runTo, values } = await started()
  for (const next of [100, 200]) {
    await state.reset(place)
    source.push(tick(next))
    // The ticks of before are absorbed again, silently.
    await runTo(next === 100 ? 3 : 4)
  }
  expect(values()).toEqual([10, 30, 130, 330])
})

it('a store that is lost before the first output does not lose where it was to begin', async () => {
  const { source, state, runTo, values } = setUp()
  const crash = (step: string) => {
    if (step === 'turn-computed') throw new Error('crash')
  }
  const killed = runTo(1, { onStep: crash, onStart: () => source.push(tick(10)) })
  await expect(killed).rejects.toThrow('crash')
  await state.reset(place)
  await runTo(1)
  expect(values()).toEqual([10])
})

it('a log that is cut past the recorded start is a gap, and by policy history begins anew', async () => {
  const { source, state, runTo, values } = await started()
  await state.reset(place)
  source.truncate(0, 4)
  source.push(tick(100))
  await expect(runTo(1)).rejects.toMatchObject({
    code: 'RECOVERY_GAP',
    received: expect.stringContaining('begins at offset 3') as string,
  })
  await runTo(2, {}, 'rebuild')
  expect(values()).toEqual([10, 30, 120])
  await state.reset(place)
  source.push(tick(1000))
  await runTo(3)
  expect(values().at(-1)).toBe(1120)
})
