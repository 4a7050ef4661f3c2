import { describe, expect, it } from 'vitest'
import * as memory from '../../../connectors/memory/index.ts'
import { forecast, type Forecast } from '../../../operators/index.ts'
import { fromRegistry } from '../../../src/registry/from-registry.ts'
import { pipeline } from '../../../src/pipeline/spec.ts'
import { run } from '../../../src/pipeline/run.ts'
import { startPipelineRetraining, type PipelineRetraining } from '../../../src/retraining/pipeline-retraining.ts'
import type { RetrainingEvent } from '../../../src/retraining/retraining-event.ts'
import { changingStream, registryWith, trainChampion, type Price } from './changing-stream.ts'

const log = changingStream({ seed: 1, ticks: 6000, changeAt: 3000 })

describe('the retraining of a pipeline', { timeout: 240_000 }, () => {
  it('begins while the pipeline runs, and what it promotes serves from then on', async () => {
    const champion = await trainChampion(log.slice(0, 6000))
    const { registry } = await registryWith(champion)
    const source = memory.source<Price>()
    const sink = memory.sink<Forecast<Price>>()
    const served = pipeline<Price, Forecast<Price>>({
      ...{ source, sink, deadLetters: memory.sink(), state: memory.store(), models: fromRegistry(registry) },
      swap: { everyMs: 0 },
      turn: { maxTicks: 100 },
      operators: (ticks) => ticks.pipe(forecast('changes@champion')),
    })
    const events: RetrainingEvent[] = []
    let ended = () => {}
    const over = new Promise<void>((resolve) => (ended = resolve))
    const retraining = startPipelineRetraining<Price>(
      {
        ...{ registry, source: () => memory.source<Price>({ entries: log.slice(0, 11_000) }) },
        ...{ schedule: { everyTicks: 11_000 }, windowTicks: 5000, updates: 120, learningRate: 0.01, cpuShare: 1 },
      },
      {
        late: 'dead-letter',
        onEvent(event) {
          events.push(event)
          if (event.type === 'ended' || event.type === 'failed') ended()
        },
      },
    )
    const swaps: unknown[] = []
    const running = run(served, {
      onTurn: (report) => retraining.observe(report),
      onSwap: ({ kind, version }) => void swaps.push({ kind, version }),
    })
    source.push(...log.slice(0, 11_000))
    await over
    expect(events.at(-1)).toMatchObject({ type: 'ended', outcome: { kind: 'promoted' } })
    expect(events.find(({ type }) => type === 'window')).toMatchObject({ ticks: 5000, exact: true })
    source.push(...log.slice(11_000))
    source.end()
    await running
    await retraining.close()
    const version = (await registry.standing()).champion!.slice(0, 16)
    expect(swaps.at(-1)).toEqual({ kind: 'swapped', version })
    const error = (from: number, to: number) => {
      const errors = sink.outputs
        .filter(({ offset }) => offset >= from && offset < to - 2)
        .map(({ offset, value }) => Math.abs(log[offset + 2]!.value.price - value.forecasts[0]!.point))
      return errors.reduce((sum, one) => sum + one, 0) / errors.length
    }
    expect(error(11_200, 12_000)).toBeLessThan(0.9 * error(9_000, 11_000))
  })

  it('refuses a retrain with every fault at once', () => {
    const faulty = { registry: {}, schedule: { cron: 'never' }, updates: 0 } as unknown as PipelineRetraining<Price>
    expect(() => startPipelineRetraining(faulty, { late: 'accept' })).toThrow(
      /registry: .*source: .*schedule\.cron: .*updates: /,
    )
  })
})
