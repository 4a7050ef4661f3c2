import { describe, expect, it } from 'vitest'
import * as memory from '../../../connectors/memory/index.ts'
import { forecast, type Forecast } from '../../../operators/index.ts'
import { pipeline, type PipelineSpec } from '../../../src/pipeline/spec.ts'
import { run } from '../../../src/pipeline/run.ts'
import { fromRegistry } from '../../../src/registry/from-registry.ts'
import { changingStream, registryWith, trainChampion, type Price } from '../retraining/changing-stream.ts'

const log = changingStream({ seed: 1, ticks: 6000, changeAt: 3000 })
const parts = () => ({ source: memory.source<Price>(), sink: memory.sink<Forecast<Price>>(), state: memory.store() })
const operators: PipelineSpec<Price, Forecast<Price>>['operators'] = (ticks) => ticks.pipe(forecast('changes@champion'))

describe('a pipeline with `retrain`', { timeout: 240_000 }, () => {
  it('retrains while it runs, and serves what was promoted', async () => {
    const { registry } = await registryWith(await trainChampion(log.slice(0, 6000)))
    const { source, ...rest } = parts()
    const served = pipeline<Price, Forecast<Price>>({
      ...{ source, ...rest, deadLetters: memory.sink(), models: fromRegistry(registry), operators },
      ...{ swap: { everyMs: 0 }, turn: { maxTicks: 100 } },
      retrain: {
        ...{ registry, source: () => memory.source<Price>({ entries: log.slice(0, 11_000) }) },
        ...{ schedule: { everyTicks: 11_000 }, windowTicks: 5000, updates: 120, learningRate: 0.01, cpuShare: 1 },
      },
    })
    let ended = (_: unknown) => {}
    const over = new Promise((resolve) => (ended = resolve))
    const swaps: unknown[] = []
    const running = run(served, {
      onRetrain: (event) => event.type !== 'progress' && 'outcome' in event && ended(event.outcome),
      onSwap: ({ kind, version }) => void swaps.push({ kind, version }),
    })
    source.push(...log.slice(0, 11_000))
    expect(await over).toMatchObject({ kind: 'promoted' })
    source.push(...log.slice(11_000))
    source.end()
    await running
    const version = (await registry.standing()).champion!.slice(0, 16)
    expect(swaps).toEqual([{ kind: 'swapped', version }])
  })

  it('is refused with every fault at once', () => {
    const retrain = { registry: {}, schedule: { cron: 'never' } } as never
    expect(() => pipeline({ ...parts(), operators, retrain })).toThrow(/registry: .*source: .*schedule\.cron: /)
  })
})
