import { describe, expect, test } from 'vitest'
import * as file from '../../../connectors/file/index.ts'
import * as memory from '../../../connectors/memory/index.ts'
import { forecast, infer, scanByKey } from '../../../operators/index.ts'
import { pipeline, run, type DeadLetter, type PipelineSpec } from '../../../src/index.ts'
import { randomForecaster, randomWalk, type Price } from '../../operators/random-model.ts'

const entries = randomWalk(300).map((value) => ({ key: value.symbol, value }))
const code = (name: string) => expect.objectContaining({ code: name }) as Error
const counting = (ticks: Parameters<PipelineSpec<Price, number>['operators']>[0]) =>
  ticks.pipe(scanByKey((n: number) => n + 1, 0))

function parts() {
  return {
    source: memory.source<Price>({ entries }),
    sink: memory.sink<unknown>(),
    deadLetters: memory.sink<DeadLetter>(),
    state: memory.store(),
  }
}

test('names every fault of a spec at once', () => {
  const broken = { ...parts(), name: 'a b', sink: {}, turn: { maxTicks: 0 }, operators: 5, chekpoint: {} }
  const attempt = () => pipeline(broken as unknown as PipelineSpec<Price, number>)
  expect(attempt).toThrow(code('CONFIG_INVALID'))
  for (const path of ['sink', 'operators', 'name', 'turn.maxTicks', 'chekpoint']) expect(attempt).toThrow(path)
})

describe('guarantees', () => {
  test('exactly once is refused by name where a part cannot give it', async () => {
    const refused = pipeline({
      ...parts(),
      sink: memory.acknowledgedSink(),
      guarantee: 'exactly-once',
      state: Object.assign(memory.store(), { name: 'redis' }),
      operators: counting,
    })
    await expect(run(refused)).rejects.toThrow(code('COMBINATION_REFUSED'))
    await expect(run(refused)).rejects.toThrow('memory -> memory, dead letters to memory, with redis')
  })

  test('a file sink with a store that dies with the process is not exactly once', async () => {
    const refused = pipeline({
      ...parts(),
      sink: file.sink({ path: 'x' }),
      guarantee: 'exactly-once',
      operators: counting,
    })
    await expect(run(refused)).rejects.toThrow(code('COMBINATION_REFUSED'))
  })

  test('without a wish it is the strongest there is', async () => {
    expect((await run(pipeline({ ...parts(), operators: counting }))).guarantee).toBe('exactly-once')
  })
})

describe('state of somebody else is refused and left alone', () => {
  const runWith = async (state: ReturnType<typeof memory.store>, change: Partial<PipelineSpec<Price, unknown>>) =>
    run(
      pipeline<Price, unknown>({
        ...parts(),
        state,
        operators: (ticks) => ticks.pipe(forecast(randomForecaster())),
        ...change,
      }),
    )

  test.each<[string, Partial<PipelineSpec<Price, unknown>>, string]>([
    ['another pipeline', { name: 'other' }, 'state of pipeline "other"'],
    ['another model', { operators: (ticks) => ticks.pipe(forecast(randomForecaster('gru', 2))) }, 'infer@1#'],
    ['another chain', { operators: counting }, 'scanByKey@1'],
  ])('%s', async (_, change, named) => {
    const state = memory.store()
    await runWith(state, {})
    const partition = { topic: 'memory', partition: 0 }
    const before = (await state.peek(partition)).checkpoint
    await expect(runWith(state, change)).rejects.toThrow(code('RECORD_FOREIGN'))
    await expect(runWith(state, change)).rejects.toThrow(named)
    expect((await state.peek(partition)).checkpoint).toEqual(before)
  })

  test('another input', async () => {
    const state = memory.store()
    await runWith(state, {})
    const source = memory.source<Price>({ entries: entries.toReversed() })
    await expect(runWith(state, { source })).rejects.toThrow(code('SOURCE_CHANGED'))
  })

  test('an output that is shorter than the checkpoint says', async () => {
    const state = memory.store()
    await runWith(state, {})
    await expect(runWith(state, { sink: memory.sink() })).rejects.toThrow(code('SINK_SHORTER'))
  })
})

describe('chains', () => {
  test('an operator with another key than the source is refused', async () => {
    const key = ({ price }: Price) => String(price)
    const other = pipeline({
      ...parts(),
      operators: (ticks) => ticks.pipe(scanByKey((n: number) => n + 1, 0, { key })),
    })
    await expect(run(other)).rejects.toThrow('Choose the key at the source')
  })

  test('a model that is not there is named', async () => {
    const missing = pipeline({ ...parts(), operators: (ticks) => ticks.pipe(infer('nobody')) })
    await expect(run(missing)).rejects.toThrow(code('MODEL_NOT_FOUND'))
    await expect(run(missing)).rejects.toThrow('nobody')
  })

  test('models are found by name', async () => {
    const asked: string[] = []
    const models = {
      load: (name: string) => {
        asked.push(name)
        return Promise.resolve(randomForecaster())
      },
    }
    const { sink, ...others } = parts()
    await run(pipeline({ ...others, sink, models, operators: (ticks) => ticks.pipe(forecast('prices@champion')) }))
    expect(asked).toEqual(['prices@champion'])
    expect(sink.outputs.length).toBeGreaterThan(100)
  })
})

test('stops at its signal with a checkpoint, and goes on from there', async () => {
  const { source, sink, deadLetters, state } = parts()
  const stop = new AbortController()
  const part = pipeline({ source, sink, deadLetters, state, turn: { maxTicks: 50 }, operators: counting })
  let turns = 0
  const first = await run(part, { signal: stop.signal, onTurn: () => ++turns === 2 && stop.abort() })
  // The report of a turn comes while the next one is under way; that one is finished, too.
  expect(first).toMatchObject({ ticks: 150, ended: false })
  const second = await run(part)
  expect(second).toMatchObject({ ticks: 150, ended: true })
  expect(second.counters.ticks).toBe(300)
  expect(sink.outputs).toHaveLength(300)
})
