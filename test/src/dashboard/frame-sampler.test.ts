import { describe, expect, test } from 'vitest'
import { createFrameSampler, newViewer, type SamplerLimits } from '../../../src/dashboard/frame-sampler.ts'
import type { Frame } from '../../../src/dashboard/frame.ts'
import { randomWalk } from './random-walk.ts'

const limits: SamplerLimits = { keys: 3, points: 50, columns: 20, units: 8 }

function frame(key: string, value: number, more: Partial<Frame> = {}): Frame {
  return { key, eventTime: undefined, value, naive: value, forecasts: [], skill: [], ...more }
}

describe('createFrameSampler', () => {
  test('gives a snapshot first, then only what is new', () => {
    const sampler = createFrameSampler(limits)
    const viewer = newViewer()
    for (let i = 0; i < 5; i++) sampler.publish(frame('a', i))
    expect(sampler.update(viewer)?.key?.series.value).toEqual([0, 1, 2, 3, 4])
    expect(sampler.update(viewer)).toBeUndefined()
    sampler.publish(frame('a', 5))
    const delta = sampler.update(viewer)
    expect(delta?.key?.series).toMatchObject({ first: 5, value: [5] })
    expect(delta).not.toHaveProperty('keys')
  })

  test('keeps the newest ticks only, so that a message has a largest size', () => {
    const sampler = createFrameSampler(limits)
    const viewer = newViewer()
    sampler.publish(frame('a', -1, { hidden: new Float32Array(32) }))
    sampler.update(viewer)
    for (let i = 0; i < 50_000; i++) sampler.publish(frame('a', i, { hidden: new Float32Array(32) }))
    const update = sampler.update(viewer)
    expect(update?.key?.series.first).toBe(49_951)
    expect(update?.key?.series.value).toEqual(Array.from({ length: 50 }, (_, i) => 49_950 + i))
    expect(update?.key?.hidden).toMatchObject({ count: 20, units: 8, unitsLeftOut: 24 })
    expect(JSON.stringify(update).length).toBeLessThan(3000)
  })

  test('takes 50,000 frames in well under a second of processor time', () => {
    const sampler = createFrameSampler()
    const frames = [...randomWalk(['a', 'b', 'c'], 100, 64)]
    const before = process.cpuUsage()
    for (let i = 0; i < 50_000; i++) sampler.publish(frames[i % frames.length] as Frame)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1e6).toBeLessThan(0.7)
  })

  test('shows the first keys and counts the others', () => {
    const sampler = createFrameSampler(limits)
    for (let i = 0; i < 1000; i++) sampler.publish(frame(`key ${i}`, i))
    sampler.status({ pipeline: 'p', ticks: 1000, keys: 1000, deadLetters: 0, ticksPerSecond: 1, state: 'running' })
    const update = sampler.update(newViewer('key 2'))
    expect(update?.keys).toEqual(['key 0', 'key 1', 'key 2'])
    expect(update?.keysNotShown).toBe(997)
    expect(update?.key?.name).toBe('key 2')
  })

  test('falls back to the first key when the one asked for is not there', () => {
    const sampler = createFrameSampler(limits)
    sampler.publish(frame('a', 1))
    expect(sampler.update(newViewer('__proto__'))?.key?.name).toBe('a')
  })

  test('copies the hidden state, as the run goes on to overwrite it', () => {
    const sampler = createFrameSampler(limits)
    const hidden = Float32Array.of(1, -1, 0.5, NaN)
    sampler.publish(frame('a', 1, { hidden }))
    hidden.fill(0)
    sampler.publish(frame('a', 2, { hidden }))
    const part = sampler.update(newViewer())?.key?.hidden
    expect(new Int8Array(Buffer.from(part?.base64 ?? '', 'base64'))).toEqual(Int8Array.of(127, -127, 64, 0, 0, 0, 0, 0))
  })

  test('starts the picture anew when a new model has another number of units', () => {
    const sampler = createFrameSampler(limits)
    const viewer = newViewer()
    sampler.publish(frame('a', 1, { hidden: new Float32Array(4) }))
    sampler.publish(frame('a', 2, { hidden: new Float32Array(6) }))
    expect(sampler.update(viewer)?.key?.hidden).toMatchObject({ first: 1, units: 6, count: 1 })
  })

  test('says in words who is ahead', () => {
    const sampler = createFrameSampler(limits)
    const skill = [{ horizon: 1, scored: 9, networkMae: 1.012, naiveMae: 1, coverage: 0.8 }]
    sampler.publish(frame('a', 1, { skill }))
    expect(sampler.update(newViewer())?.key?.skill[0]?.words).toBe('network 1.2 % worse than last value so far')
  })

  test('gives a viewer its panel, and no chart; a panel that is as before is not sent again', () => {
    let revision = 1
    const panel = {
      get revision() {
        return revision
      },
      read: () => ({ revision }),
    }
    const sampler = createFrameSampler(limits, { run: panel })
    sampler.publish(frame('a', 1))
    const viewer = newViewer(undefined, 'run')
    const first = sampler.update(viewer)
    expect(first).toMatchObject({ keys: ['a'], panel: { revision: 1 } })
    expect(first).not.toHaveProperty('key')
    const later = Array.from({ length: 20 }, () => sampler.update(viewer))
    expect(later.filter((update) => update !== undefined)).toEqual([])
    revision = 2
    const next = Array.from({ length: 5 }, () => sampler.update(viewer))
    expect(next.filter((update) => update?.panel !== undefined)).toHaveLength(1)
    expect(sampler.update(newViewer(undefined, '__proto__'))).not.toHaveProperty('panel')
  })

  test('scores have every key that is kept, and what its horizons came to', () => {
    const sampler = createFrameSampler(limits)
    const skill = [{ horizon: 1, scored: 9, networkMae: 1.012, naiveMae: 1, coverage: 0.8 }]
    for (let i = 0; i < 5; i++) sampler.publish(frame(`key ${i}`, i, i === 1 ? { skill } : {}))
    const { panel } = sampler.update(newViewer(undefined, 'scores'))!
    expect(panel).toMatchObject({
      keysNotShown: 1,
      keys: [{ key: 'key 0', ticks: 1 }, { skill: [{ short: '1.2 % worse' }] }, {}],
    })
  })

  test('gates are pictures beside the hidden state; ticks without them leave their column empty', () => {
    const sampler = createFrameSampler(limits)
    const gates = [{ name: 'update gate, layer 1', values: Float32Array.of(0, 0.5, 1) }]
    const hidden = Float32Array.of(1, 0)
    sampler.publish(frame('a', 1, { hidden }))
    sampler.publish(frame('a', 2, { hidden, gates }))
    sampler.publish(frame('a', 3, { hidden }))
    const plain = sampler.update(newViewer())?.key
    expect(plain?.pictures).toEqual(['hidden state', 'update gate, layer 1'])
    expect(plain?.hidden).toMatchObject({ name: 'hidden state', count: 3, units: 2 })
    const picture = sampler.update(newViewer(undefined, undefined, 'update gate, layer 1'))?.key?.hidden
    expect(picture).toMatchObject({ name: 'update gate, layer 1', first: 1, count: 2, units: 3 })
    expect([...new Int8Array(Buffer.from(picture!.base64, 'base64'))]).toEqual([-127, 0, 127, -128, -128, -128])
    expect(sampler.update(newViewer(undefined, undefined, 'no such picture'))?.key?.hidden).toBeUndefined()
  })

  test('knows which keys are looked at, as long as they are', () => {
    const sampler = createFrameSampler(limits)
    for (const key of ['a', 'b']) sampler.publish(frame(key, 1))
    const viewer = newViewer('b')
    sampler.join(viewer)
    sampler.update(viewer)
    expect(['a', 'b'].map((key) => sampler.isWatched(key))).toEqual([false, true])
    sampler.leave(viewer)
    expect(sampler.isWatched('b')).toBe(false)
  })
})
