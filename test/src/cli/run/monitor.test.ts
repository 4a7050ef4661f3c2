import { expect, onTestFinished, test } from 'vitest'
import * as memory from '../../../../connectors/memory/index.ts'
import { forecast, score } from '../../../../operators/index.ts'
import { createGateWatch, type GateWatch } from '../../../../src/cli/run/gate-watch.ts'
import { createMonitor } from '../../../../src/cli/run/monitor.ts'
import type { Frame, RunStatus } from '../../../../src/dashboard/frame.ts'
import { modelFiles } from '../../../../src/pipeline/model-files.ts'
import { run } from '../../../../src/pipeline/run.ts'
import { pipeline } from '../../../../src/pipeline/spec.ts'
import { watchSteps } from '../../../../src/turn/step-watch.ts'

interface Price {
  readonly close: number
  readonly text: { readonly close: string }
}

test('shows every forecast with its raw decimals, its band, its scores and the hidden state', async () => {
  const entries = Array.from({ length: 80 }, (_, day) => {
    const close = 100 + ((day * 7) % 13)
    return {
      key: day % 2 === 0 ? 'a' : 'b',
      value: { close, text: { close: `${close}.00` } },
      eventTime: day * 86_400_000,
    }
  })
  const frames: Frame[] = []
  const statuses: RunStatus[] = []
  let clock = 0
  const view = { publish: (frame: Frame) => frames.push(frame), status: (status: RunStatus) => statuses.push(status) }
  const monitor = createMonitor('watched', [view], () => (clock += 500))
  const { onStart, onTurn } = monitor
  await run(
    pipeline({
      source: memory.source<Price>({ entries: [...entries, { refuse: 'malformed' }] }),
      sink: memory.sink(),
      state: memory.store(),
      turn: { maxTicks: 8 },
      operators: (ticks) => ticks.pipe(forecast<Price>('prices', { value: ({ close }) => close }), score()),
      models: modelFiles('models'),
    }),
    { onStart, onTurn },
  )
  monitor.end('ended')

  const last = frames.at(-1)!
  expect(last).toMatchObject({ key: 'b', eventTime: 79 * 86_400_000, value: 107, text: '107.00', naive: 107 })
  expect(last.forecasts.map(({ horizon }) => horizon)).toEqual([1, 2, 3, 4, 5])
  for (const { lower, upper } of last.forecasts) expect(lower).toBeLessThan(upper)
  expect(last.skill[0]!.scored).toBeGreaterThan(20)
  expect(last.hidden).toHaveLength(32)
  expect(statuses.at(-1)).toMatchObject({ pipeline: 'watched', ticks: 80, keys: 2, deadLetters: 1, state: 'ended' })
  expect(statuses.at(-1)!.ticksPerSecond).toBeGreaterThan(0)
})

test('outputs that are no forecasts are counted and not shown', async () => {
  const frames: Frame[] = []
  const monitor = createMonitor('plain', [{ publish: (frame) => frames.push(frame), status: () => undefined }], () => 0)
  await run(
    pipeline({
      source: memory.source<number>({ entries: [{ key: 'a', value: 1 }] }),
      sink: memory.sink(),
      state: memory.store(),
      operators: (ticks) => ticks,
    }),
    { onStart: monitor.onStart, onTurn: monitor.onTurn },
  )
  expect(frames).toEqual([])
  expect(monitor.status).toMatchObject({ ticks: 1, keys: 1 })
})

test('the gates of a key that somebody looks at come with its frames, and change no output', async () => {
  const entries = Array.from({ length: 60 }, (_, day) => ({
    key: day % 2 === 0 ? 'a' : 'b',
    value: { close: 100 + ((day * 7) % 13) },
    eventTime: day * 86_400_000,
  }))
  const frames: Frame[] = []
  const runWith = async (gates: GateWatch | undefined, maxTicks: number) => {
    frames.length = 0
    const sink = memory.sink<unknown>()
    const view = { publish: (frame: Frame) => frames.push(frame), status: () => undefined }
    const { onStart, onTurn } = createMonitor('watched', [view], () => 0, gates?.gatesOf)
    watchSteps(gates)
    onTestFinished(() => watchSteps(undefined))
    await run(
      pipeline({
        source: memory.source<{ close: number }>({ entries }),
        sink,
        state: memory.store(),
        turn: { maxTicks },
        operators: (ticks) => ticks.pipe(forecast('prices', { value: ({ close }) => close })),
        models: modelFiles('models'),
      }),
      { onStart, onTurn },
    )
    return sink.outputs
  }
  const expected = await runWith(undefined, 2)
  expect(frames.some(({ gates }) => gates !== undefined)).toBe(false)
  const gates = createGateWatch((key) => key === 'a')
  expect(await runWith(gates, 2)).toEqual(expected)
  const [watched, other] = ['a', 'b'].map((key) => frames.filter((frame) => frame.key === key))
  expect(other!.some((frame) => frame.gates !== undefined)).toBe(false)
  expect(watched!.length).toBeGreaterThan(15)
  for (const frame of watched!) {
    expect(frame.gates?.map(({ name }) => name)).toEqual(['reset gate, layer 1', 'update gate, layer 1'])
    for (const { values } of frame.gates!) {
      expect(values).toHaveLength(32)
      expect(Math.min(...Array.from(values))).toBeGreaterThan(0)
      expect(Math.max(...Array.from(values))).toBeLessThan(1)
    }
  }
  // Keys that tick twice in a turn are left out rather than shown wrongly.
  expect(
    await runWith(
      createGateWatch(() => true),
      60,
    ),
  ).toEqual(expected)
  expect(frames.some((frame) => frame.gates !== undefined)).toBe(false)
})
