import { expect, it } from 'vitest'
import * as memory from '../../../connectors/memory/index.ts'
import { scanByKey } from '../../../operators/index.ts'
import { pipeline, run } from '../../../src/index.ts'
import type { GapPolicy } from '../../../src/state/recovery.ts'

/** Sums of a log that is read to its end. */
async function sumsOf(values: readonly number[], state: ReturnType<typeof memory.store>, onGap: GapPolicy) {
  const source = memory.source({ entries: values.map((value) => ({ key: 'k', value })) })
  const sink = memory.transactionalSink<number>(source)
  const operators = scanByKey((sum: number, value: number) => sum + value, 0)
  await run(pipeline({ source, sink, state, onGap, operators: (ticks) => ticks.pipe(operators) }))
  return sink.outputs.map(({ value }) => value)
}

it('another input is refused with the ways out, and each of them begins anew', async () => {
  for (const policy of ['reset', 'rebuild'] as const) {
    const state = memory.store()
    expect(await sumsOf([1, 2, 3], state, 'fail')).toEqual([1, 3, 6])
    await expect(sumsOf([10, 20, 30, 40], state, 'fail')).rejects.toMatchObject({
      code: 'SOURCE_CHANGED',
      message: expect.stringMatching(/tickwise reset.*--on-gap reset.*--on-gap rebuild/) as string,
    })
    expect(await sumsOf([10, 20, 30, 40], state, policy)).toEqual([10, 30, 60, 100])
  }
})
