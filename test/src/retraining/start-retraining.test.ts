import { beforeAll, describe, expect, it } from 'vitest'
import { createModel } from '../../../src/model/create-model.ts'
import { initialise } from '../../../src/model/initialise.ts'
import type { Model } from '../../../src/model/model.ts'
import { parseModelSpec } from '../../../src/model/parse-model-spec.ts'
import type { RetrainInput } from '../../../src/retraining/retrain-options.ts'
import { parseRetrainOptions } from '../../../src/retraining/retrain-options.ts'
import type { RetrainingEvent } from '../../../src/retraining/retraining-event.ts'
import { startRetraining } from '../../../src/retraining/start-retraining.ts'
import { createStreamTriggers } from '../../../src/retraining/schedule/stream-triggers.ts'
import { changingStream, reader, registryWith, spec } from './changing-stream.ts'

let champion: Model
beforeAll(() => {
  champion = createModel(parseModelSpec(spec), initialise(parseModelSpec(spec), 1))
})

const turn = (ticks: number, drifts = 0) => ({
  ticks: Array.from({ length: ticks }, () => 0),
  outputs: Array.from({ length: ticks }, (_, i) => ({ value: { drift: i < drifts ? { before: 1, after: 2 } : null } })),
})

/** Windows are too small to train on: what is tested is when one begins. */
async function scheduled(options: Omit<RetrainInput, 'promote'>, held?: Awaited<ReturnType<typeof registryWith>>) {
  const { registry, objects, clock } = held ?? (await registryWith(champion))
  const events: RetrainingEvent[] = []
  let told = () => {}
  const retraining = startRetraining({
    registry,
    options,
    readWindow: reader(() => changingStream({ seed: 1, ticks: 100 })),
    lock: { expiryMs: 6 },
    onEvent(event) {
      events.push(event)
      told()
    },
  })
  const ended = async (count: number) => {
    const reached = () => events.filter(({ type }) => type === 'ended' || type === 'failed').length >= count
    while (!reached()) await new Promise<void>((resolve) => (told = resolve))
    // Its lock is released after the news.
    while ((await objects.list('retrainings/')).length > 0) await new Promise((resolve) => setImmediate(resolve))
  }
  const begun = async () =>
    (await registry.history()).filter(({ kind }) => kind === 'retrain').map(({ reason }) => reason)
  return { registry, objects, clock, retraining, ended, begun, events }
}

describe('the schedule of a retraining', () => {
  it('counts ticks, and leaves time between two', async () => {
    const { retraining, ended, begun, clock } = await scheduled({ schedule: { everyTicks: 100 }, cooldownMs: 1000 })
    retraining.observe(turn(99))
    expect(await begun()).toEqual([])
    retraining.observe(turn(1))
    await ended(1)
    expect(await begun()).toEqual(['every 100 ticks'])
    clock.now += 999
    retraining.observe(turn(100))
    await retraining.retrain('a person')
    expect(await begun()).toEqual(['every 100 ticks', 'a person'])
    clock.now += 1000
    retraining.observe(turn(100))
    await ended(3)
    expect(await begun()).toHaveLength(3)
    await retraining.close()
  })

  it('waits after a drift for ticks of the new kind, and looks at those', () => {
    const { schedule } = parseRetrainOptions({ schedule: { drift: { afterTicks: 500 } } })
    const triggers = createStreamTriggers(schedule)
    expect(triggers.take(10_000, 0)).toBeUndefined()
    expect(triggers.take(100, 1)).toBeUndefined()
    expect(triggers.take(300, 1)).toBeUndefined()
    expect(triggers.take(250, 0)).toEqual({ reason: 'drift, 550 ticks ago', windowTicks: 550 })
    expect(triggers.take(10_000, 0)).toBeUndefined()
  })

  it('sees a drift in what the chain puts out', async () => {
    const { retraining, ended, begun } = await scheduled({ schedule: { drift: { afterTicks: 50 } } })
    retraining.observe(turn(10, 1))
    retraining.observe(turn(50))
    await ended(1)
    expect(await begun()).toEqual(['drift, 50 ticks ago'])
    await retraining.close()
  })

  it('goes on with one that a dead worker left', async () => {
    const held = await registryWith(champion)
    await held.registry.beginRetraining('every night', await held.registry.history())
    const { retraining, ended, begun } = await scheduled({ schedule: { cron: '0 2 1 1 *' } }, held)
    await ended(1)
    expect(await begun()).toEqual(['every night', 'goes on with retraining 2: every night'])
    await retraining.close()
  })

  it('tells of a failure, and goes on', async () => {
    const { retraining, ended, events, registry } = await scheduled({ schedule: { everyTicks: 1 }, cooldownMs: 0 })
    const reading = registry.model.bind(registry)
    Object.assign(registry, { model: () => Promise.reject(new Error('no disk')) })
    retraining.observe(turn(1))
    await ended(1)
    expect(events.at(-1)).toMatchObject({ type: 'failed', error: { message: 'no disk' } })
    Object.assign(registry, { model: reading })
    retraining.observe(turn(1))
    await ended(2)
    expect(events.at(-1)).toMatchObject({ type: 'ended', outcome: { kind: 'stopped' } })
    await retraining.close()
  })

  it.each([
    [{}, 'schedule'],
    [{ schedule: {} }, 'needs cron, everyTicks or drift'],
    [{ schedule: { cron: '61 2 * * *' } }, 'a cron expression of five or six fields'],
    [{ schedule: { cron: 'never' } }, 'a cron expression of five or six fields'],
    [{ schedule: { everyTicks: 1 }, heldOut: 1 }, 'heldOut'],
    [{ schedule: { everyTicks: 1 }, promote: { margn: 1 } }, 'margn'],
  ])('refuses %j', (options, named) => {
    expect(() => parseRetrainOptions(options)).toThrow(named)
  })
})
