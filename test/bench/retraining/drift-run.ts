import { map, pipe } from 'rxjs'
import * as memory from '../../../connectors/memory/index.ts'
import { detectDrift, features, forecast, score } from '../../../operators/index.ts'
import {
  createRegistry,
  fromRegistry,
  pipeline,
  readWindow,
  run,
  startRetraining,
  type Model,
  type ModelSource,
  type RetrainInput,
} from '../../../src/index.ts'
import type { Price } from './regime-stream.ts'

type Entries = readonly memory.MemoryTick<Price>[]

/** By offset: what was forecast for the key's next tick. */
export type Points = ReadonlyMap<number, number>

interface Emitted {
  readonly point: number
  readonly drift: unknown
}

/** Ticks that are handed over at once; while a retraining runs the stream stands still, so that it takes no ticks. */
const step = 100

const chain = (model: Model | string) =>
  pipe(
    forecast<Price>(model, { value: ({ price }) => price }),
    score(),
    detectDrift(),
    map(({ tick: { forecasts }, drift }): Emitted => ({ point: forecasts[0]!.point, drift })),
  )

/** Serves the whole stream by one model. */
export async function serveBy(model: Model, entries: Entries): Promise<Points> {
  const sink = memory.sink<Emitted>()
  const parts = { source: memory.source<Price>({ entries }), sink, deadLetters: memory.sink(), state: memory.store() }
  await run(pipeline<Price, Emitted>({ name: 'drift', ...parts, operators: chain(model) }))
  return pointsOf(sink)
}

export interface DriftRun {
  readonly points: Points
  /** Offsets of the first alarm after the change, and of the first tick that a challenger served; undefined for none. */
  readonly alarmAt: number | undefined
  readonly promotedAt: number | undefined
}

/** Serves it by a registry's champion, which is retrained on drift. */
export async function serveWithRetraining(
  champion: Model,
  entries: Entries,
  options: RetrainInput,
  changeAt: number,
): Promise<DriftRun> {
  const objects = memory.objects()
  let decisions = 0
  const now = () => (decisions += 3_600_000)
  const registry = createRegistry(objects, { now })
  await registry.add(champion)
  await registry.promote(champion.fingerprint, { reason: 'the first' })
  const source = memory.source<Price>()
  let pushed = 0
  let promotedAt: number | undefined
  const retraining = startRetraining({
    registry,
    options,
    readWindow: (request) =>
      readWindow<Price>({
        ...request,
        source: memory.source({ entries: entries.slice(0, pushed) }),
        chain: features<Price>(request.model),
      }),
    onEvent(event) {
      if (event.type === 'failed') throw event.error
      if (event.type === 'ended' && event.outcome.kind === 'promoted') promotedAt ??= pushed
    },
  })
  const sink = memory.sink<Emitted>()
  const models: ModelSource = fromRegistry(registry)
  const parts = { source, sink, deadLetters: memory.sink(), state: memory.store(), models }
  const served = pipeline<Price, Emitted>({
    name: 'drift',
    ...parts,
    swap: { everyMs: 0 },
    operators: chain('regime@champion'),
  })
  let taken = 0
  let caughtUp: { readonly at: number; readonly wake: () => void } | undefined
  const running = run(served, {
    onTurn(report) {
      retraining.observe(report)
      taken += report.ticks.length
      if (caughtUp !== undefined && taken >= caughtUp.at) caughtUp.wake()
    },
  })
  for (; pushed < entries.length; await retraining.idle()) {
    source.push(...entries.slice(pushed, pushed + step))
    pushed = Math.min(entries.length, pushed + step)
    await new Promise<void>((wake) => {
      caughtUp = { at: pushed, wake }
      if (taken >= pushed) wake()
    })
  }
  source.end()
  await running
  await retraining.close()
  const alarm = sink.outputs.find(({ offset, value }) => offset >= changeAt && value.drift !== null)
  return { points: pointsOf(sink), alarmAt: alarm?.offset, promotedAt }
}

function pointsOf({ outputs }: memory.MemorySink<Emitted>): Points {
  return new Map(outputs.map(({ offset, value }) => [offset, value.point]))
}

/** Mean absolute error of the forecasts made from `from` to `to`, for the next tick of their key. */
export function errorOf(points: Points, entries: Entries, keys: number, from: number, to: number): number {
  let sum = 0
  for (let offset = from; offset < to; offset++) {
    sum += Math.abs(entries[offset + keys]!.value.price - points.get(offset)!)
  }
  return sum / (to - from)
}
