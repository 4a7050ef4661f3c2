import { beforeAll, describe, expect, it } from 'vitest'
import * as memory from '../../../connectors/memory/index.ts'
import type { Model } from '../../../src/model/model.ts'
import type { ObjectStore } from '../../../src/registry/object-store.ts'
import { parseRetrainRecipe, type RetrainRecipeInput } from '../../../src/retraining/retrain-options.ts'
import type { RetrainingEvent } from '../../../src/retraining/retraining-event.ts'
import { runRetraining, type RetrainingTask } from '../../../src/retraining/run-retraining.ts'
import { changingStream, reader, registryWith, trainChampion } from './changing-stream.ts'

const before = changingStream({ seed: 1, ticks: 3000 })
const changed = changingStream({ seed: 1, ticks: 6000, changeAt: 3000 })
let champion: Model
beforeAll(async () => {
  champion = await trainChampion(before)
})

const quick = { windowTicks: 6000, updates: 120, learningRate: 0.01, checkpointEvery: 10, cpuShare: 1 } as const
type Setting = Partial<Omit<RetrainingTask, 'recipe'>> & { readonly recipe?: RetrainRecipeInput }
async function retrain({ recipe, ...task }: Setting = {}, log = changed, objects?: ObjectStore) {
  const events: RetrainingEvent[] = []
  const held = await registryWith(champion, objects)
  const outcome = runRetraining({
    ...held,
    reason: 'drift',
    recipe: parseRetrainRecipe({ ...quick, ...recipe }),
    readWindow: reader(() => log),
    ...task,
    onEvent(event) {
      events.push(event)
      task.onEvent?.(event)
    },
  })
  return { ...held, outcome, events }
}

describe('a retraining', { timeout: 240_000 }, () => {
  it('promotes a challenger that has learned what changed, with its lineage, window and scores', async () => {
    const { registry, objects, outcome, events } = await retrain()
    expect(await outcome).toMatchObject({ kind: 'promoted', decision: { number: 3, retraining: 2 } })
    const { champion: serving } = await registry.standing()
    expect(serving).not.toBe(champion.fingerprint)
    const { scores, ...version } = await registry.version('champion')
    expect(version).toMatchObject({
      parent: champion.fingerprint,
      window: { to: 'memory/0:12000' },
    })
    expect(scores!.challenger).toBeLessThan(0.95 * scores!.champion!)
    expect(scores!.challenger).toBeLessThan(scores!.naive!)
    expect((await registry.history()).at(-1)!.reason).toMatch(/less loss over \d+ ticks, p = /)
    expect(events.map(({ type }) => type).filter((type) => type !== 'progress')).toEqual(['began', 'window', 'ended'])
    // Nothing is left but what the next one needs.
    expect((await objects.list('')).filter((name) => /^(retrainings|windows)/.test(name))).toEqual(['windows/00000002'])
  })

  it('rejects one that is no better, and only proposes one where it is told to', async () => {
    const same = await retrain({ recipe: { learningRate: 1e-6 } }, before)
    expect(await same.outcome).toMatchObject({ kind: 'rejected', judgement: { promote: false } })
    expect((await same.registry.standing()).champion).toBe(champion.fingerprint)
    const proposed = await retrain({ recipe: { verdict: 'challenge' } })
    expect(await proposed.outcome).toMatchObject({ kind: 'challenges' })
    expect(await proposed.registry.standing()).toMatchObject({ champion: champion.fingerprint })
    expect((await proposed.registry.standing()).challenger).toBeDefined()
  })

  it('does not train on too little', async () => {
    const { outcome, registry } = await retrain({ recipe: { windowTicks: 2000 } })
    expect(await outcome).toMatchObject({ kind: 'stopped' })
    expect((await registry.history()).at(-1)).toMatchObject({
      kind: 'stop',
      retraining: 2,
      reason: '400 held-out ticks of 2000, 500 are needed',
    })
  })

  it('is cancelled by its signal, and the next one may begin at once', async () => {
    const cancel = new AbortController()
    const onEvent = ({ type }: RetrainingEvent) => type === 'progress' && cancel.abort(new Error('cancelled'))
    const { outcome, registry, objects } = await retrain({ signal: cancel.signal, onEvent })
    await expect(outcome).rejects.toThrow('cancelled')
    expect((await registry.history()).at(-1)).toMatchObject({
      kind: 'stop',
      reason: expect.stringContaining('cancelled'),
    })
    expect(await objects.list('retrainings/')).toEqual([])
  })

  it('goes on where a dead one stood, to the same challenger', async () => {
    const whole = await retrain()
    await whole.outcome
    const disk = memory.objects()
    const { objects, dead } = dying(disk, '/training-00000003')
    const killed = await retrain({ signal: dead }, changed, objects)
    await expect(killed.outcome).rejects.toThrow()
    expect((await disk.list('retrainings/')).map((name) => name.split('/')[2])).toContain('training-00000003')

    // More ticks have come since: they are not looked at.
    const log = changingStream({ seed: 1, ticks: 6500, changeAt: 3000 })
    const next = await retrain({ lock: { expiryMs: 6 } }, log, disk)
    expect(await next.outcome).toMatchObject({ kind: 'promoted' })
    const first = next.events.find((event) => event.type === 'progress')
    expect(first).toMatchObject({ progress: { updates: 40 } })
    expect((await next.registry.standing()).champion).toBe((await whole.registry.standing()).champion)
  })
})

/** Objects of a process that dies once it has written one whose name ends so. */
function dying(disk: ObjectStore, last: string): { objects: ObjectStore; dead: AbortSignal } {
  const death = new AbortController()
  const living = async <T>(work: () => Promise<T>): Promise<T> => {
    death.signal.throwIfAborted()
    return work()
  }
  const objects: ObjectStore = {
    place: disk.place,
    create: (name, bytes) =>
      living(async () => {
        const created = await disk.create(name, bytes)
        if (name.endsWith(last)) death.abort(new Error('killed'))
        return created
      }),
    read: (name) => living(() => disk.read(name)),
    list: (prefix) => living(() => disk.list(prefix)),
    remove: (name) => living(() => disk.remove(name)),
    close: () => disk.close(),
  }
  return { objects, dead: death.signal }
}
