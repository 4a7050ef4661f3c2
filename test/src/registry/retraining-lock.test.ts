import { beforeEach, describe, expect, it } from 'vitest'
import { objects } from '../../../connectors/memory/index.ts'
import { createModel } from '../../../src/model/create-model.ts'
import { parseModelSpec } from '../../../src/model/parse-model-spec.ts'
import { tensorLayout } from '../../../src/model/tensors.ts'
import { createRegistry } from '../../../src/registry/create-registry.ts'
import type { ObjectStore } from '../../../src/registry/object-store.ts'
import type { Registry } from '../../../src/registry/registry.ts'
import { takeRetrainingLock, type RetrainingLock } from '../../../src/registry/retraining-lock.ts'

const spec = parseModelSpec({
  name: 'prices',
  input: { kind: 'vector', size: 2 },
  layers: [{ cell: 'gru', hidden: 4 }],
  head: { kind: 'forecast', horizons: [1], quantiles: [] },
})
const modelOf = (weight: number) => createModel(spec, new Float32Array(tensorLayout(spec).length).fill(weight), {})
const [champion, challenger] = [modelOf(0.25), modelOf(0.5)]

/** Time that passes when everybody waits, and only then. */
function createClock() {
  let now = 0
  const waiting: { at: number; wake: () => void }[] = []
  return {
    wait: (ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        waiting.push({ at: now + ms, wake: resolve })
        signal.addEventListener('abort', () => reject(signal.reason as Error))
        if (signal.aborted) reject(signal.reason as Error)
      }),
    async pass(ms: number) {
      for (const until = now + ms; ;) {
        await new Promise((resolve) => setImmediate(resolve))
        const next = waiting.sort((a, b) => a.at - b.at)[0]
        if (next === undefined || next.at > until) return void (now = until)
        now = next.at
        waiting.shift()!.wake()
      }
    },
  }
}

let held: ObjectStore
let registry: Registry
let clock: ReturnType<typeof createClock>
beforeEach(async () => {
  held = objects()
  registry = createRegistry(held, { now: () => 1 })
  clock = createClock()
  await registry.add(champion)
  await registry.add(challenger)
  await registry.promote(champion.fingerprint, { reason: 'first' })
})
const take = (reason: string, signal?: AbortSignal) =>
  takeRetrainingLock({ registry, reason, beatMs: 5000, expiryMs: 30_000, wait: clock.wait, signal })
const holder = (taken: Awaited<ReturnType<typeof take>>): RetrainingLock => {
  if ('busy' in taken || 'waits' in taken) throw new Error('not taken')
  return taken
}

describe('the lock of retrainings', () => {
  it('is held by one, is in the history, and is free after its end', async () => {
    const first = holder(await take('every night'))
    const second = take('drift')
    await clock.pass(31_000)
    expect(await second).toMatchObject({ busy: { number: first.token, reason: 'every night' } })
    await registry.stopRetraining({ reason: 'not enough ticks', retraining: first.token })
    await first.release()
    expect(await held.list('retrainings/')).toEqual([])
    const third = holder(await take('drift'))
    expect(third.token).toBeGreaterThan(first.token)
    expect((await registry.history()).map(({ kind }) => kind)).toEqual(['promote', 'retrain', 'stop', 'retrain'])
    await third.release()
  })

  it('goes to one of many that want it at once', async () => {
    const all = Array.from({ length: 8 }, (_, i) => take(`worker ${i}`))
    await clock.pass(31_000)
    const taken = await Promise.all(all)
    const won = taken.filter((one) => 'token' in one)
    expect(won).toHaveLength(1)
    await won[0]!.release()
  })

  it('is taken over from one that gives no sign, which then can decide nothing', async () => {
    const dying = new AbortController()
    const dead = holder(await take('every night', dying.signal))
    await dead.notes.put('plan', new TextEncoder().encode('window'))
    dying.abort()
    const later = take('drift')
    await clock.pass(31_000)
    const next = holder(await later)
    expect(new TextDecoder().decode(await next.inherited!.read('plan'))).toBe('window')
    const verdict = { reason: 'better', against: champion.fingerprint }
    const fenced = expect.objectContaining({ code: 'STORE_FENCED' }) as Error
    await expect(registry.promote(challenger.fingerprint, { ...verdict, retraining: dead.token })).rejects.toThrow(
      fenced,
    )
    await registry.promote(challenger.fingerprint, { ...verdict, retraining: next.token })
    await expect(registry.stopRetraining({ reason: 'again', retraining: next.token })).rejects.toThrow(fenced)
    expect((await registry.standing()).champion).toBe(challenger.fingerprint)
    await next.release()
  })

  it('tells the one that slept too long', async () => {
    const sleeper = holder(await take('every night'))
    await clock.pass(0)
    await registry.beginRetraining('took over', await registry.history())
    expect(sleeper.signal.aborted).toBe(false)
    await clock.pass(5000)
    expect(sleeper.signal.reason).toMatchObject({ code: 'STORE_FENCED' })
    await sleeper.release()
  })

  it('needs a champion', async () => {
    const empty = objects()
    const other = createRegistry(empty, { now: () => 1 })
    await expect(takeRetrainingLock({ registry: other, reason: 'x' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    })
  })
})
