import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import * as memory from '../../../connectors/memory/index.ts'
import { store } from '../../../connectors/redis/index.ts'
import { forecast } from '../../../operators/index.ts'
import { pipeline, run } from '../../../src/index.ts'
import type { Store } from '../../../src/state/store.ts'
import { describeOwnRedis } from '../../services/describe-redis.ts'
import { randomForecaster, randomWalk, type Price } from '../../operators/random-model.ts'

const entries = randomWalk(600).map((value) => ({ key: value.symbol, value }))

const pipelineOn = (state: Store, sink = memory.sink<unknown>()) =>
  pipeline({
    source: memory.source<Price>({ entries }),
    sink,
    deadLetters: memory.sink(),
    state,
    guarantee: 'at-least-once',
    turn: { maxTicks: 50 },
    checkpoint: { everyTicks: 100 },
    operators: (ticks) => ticks.pipe(forecast(randomForecaster())),
  })

async function recordsOf(state: Store): Promise<[string, Uint8Array][]> {
  await state.open()
  const [partition] = await state.partitions()
  const records: [string, Uint8Array][] = []
  for await (const { key, bytes } of state.records(partition!)) records.push([key, bytes])
  await state.close()
  return records
}

describeOwnRedis('a pipeline on the redis store', (server) => {
  it('interrupted by a crash and by a Redis that forgot everything, has the records of a run that was not', async () => {
    const undisturbed = memory.store()
    await run(pipelineOn(undisturbed))
    const expected = await recordsOf(undisturbed)
    expect(expected.length).toBeGreaterThan(1)

    const state = store({ url: server().url })
    const sink = memory.sink<unknown>()
    let turns = 0
    const crash = (step: string) => {
      if (step === 'turn-computed' && ++turns === 5) throw new Error('crash')
    }
    await expect(run(pipelineOn(state, sink), { onStep: crash })).rejects.toThrow('crash')
    expect((await run(pipelineOn(state, sink))).ticks).toBeLessThan(entries.length)
    expect(await recordsOf(state)).toEqual(expected)

    const redis = new Redis(server().url)
    await redis.flushall()
    redis.disconnect()
    await run(pipelineOn(state))
    expect(await recordsOf(state)).toEqual(expected)
  })
})
