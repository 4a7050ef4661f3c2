import { beforeEach, describe, expect, it } from 'vitest'
import { objects } from '../../../connectors/memory/index.ts'
import { createModel } from '../../../src/model/create-model.ts'
import { parseModelSpec } from '../../../src/model/parse-model-spec.ts'
import { tensorLayout } from '../../../src/model/tensors.ts'
import { createRegistry } from '../../../src/registry/create-registry.ts'
import type { ObjectStore } from '../../../src/registry/object-store.ts'
import type { Registry } from '../../../src/registry/registry.ts'

const spec = parseModelSpec({
  name: 'prices',
  input: { kind: 'vector', size: 2 },
  layers: [{ cell: 'gru', hidden: 4 }],
  head: { kind: 'forecast', horizons: [1], quantiles: [] },
})
const modelOf = (weight: number) => createModel(spec, new Float32Array(tensorLayout(spec).length).fill(weight), {})
const [first, second, third] = [modelOf(0.25), modelOf(0.5), modelOf(0.75)]
const because = (reason: string, against?: string) => ({ reason, ...(against !== undefined && { against }) })

describe('registry', () => {
  let held: ObjectStore
  let registry: Registry
  let time: number
  beforeEach(async () => {
    held = objects()
    time = 1000
    registry = createRegistry(held, { now: () => time++ })
  })

  it('gives back models as they were added, with what was known about them', async () => {
    const lineage = { parent: first.fingerprint, window: { from: '0', to: '5000' }, scores: { mae: 1.5 } }
    await registry.add(first)
    const added = await registry.add(second, lineage)
    expect(added).toEqual({ fingerprint: second.fingerprint, name: 'prices', addedAt: 1001, ...lineage })
    expect((await registry.versions()).map(({ fingerprint }) => fingerprint)).toEqual([
      first.fingerprint,
      second.fingerprint,
    ])
    expect((await registry.model(second.fingerprint.slice(0, 8))).weights).toEqual(second.weights)
  })

  it("gives a pipeline the champion of its model's name", async () => {
    for (const model of [first, second]) await registry.add(model)
    await registry.promote(first.fingerprint, because('the first'))
    expect((await registry.load('prices')).fingerprint).toBe(first.fingerprint)
    expect((await registry.load(`prices@${second.fingerprint}`)).fingerprint).toBe(second.fingerprint)
    await expect(registry.load('reviews@champion')).rejects.toThrow('prices')
    await expect(registry.load('prices@challenger')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
  })

  it('takes a model twice as one, and keeps what was known first', async () => {
    await registry.add(first, { scores: { mae: 1 } })
    const again = await registry.add(first, { scores: { mae: 9 } })
    expect(again.scores).toEqual({ mae: 1 })
    expect(await registry.versions()).toHaveLength(1)
  })

  it('names the models there are when asked for another', async () => {
    await expect(registry.model('champion')).rejects.toThrow('The registry is empty')
    await registry.add(first)
    await expect(registry.model('champion')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
    await expect(registry.model('00000000')).rejects.toThrow(first.fingerprint.slice(0, 12))
    await expect(registry.model(first.fingerprint.slice(0, 7))).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
    await expect(registry.promote('champions', because('typo'))).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
  })

  it('promotes and rolls back, and remembers every decision with its reason', async () => {
    for (const model of [first, second, third]) await registry.add(model)
    await registry.promote(first.fingerprint, because('the first'))
    await registry.challenge(second.fingerprint, because('retrained'))
    expect(await registry.standing()).toMatchObject({ champion: first.fingerprint, challenger: second.fingerprint })
    await registry.promote('challenger', { reason: 'better by 3 %', scores: { improvement: 0.03 } })
    await registry.promote(third.fingerprint, because('by hand'))
    expect((await registry.rollBack(because('worse live'))).model).toBe(second.fingerprint)
    expect((await registry.rollBack(because('still worse'))).model).toBe(first.fingerprint)
    expect(await registry.standing()).toMatchObject({ champion: first.fingerprint, challenger: undefined })
    expect((await registry.history()).map(({ number, kind, reason }) => [number, kind, reason])).toEqual([
      [1, 'promote', 'the first'],
      [2, 'challenge', 'retrained'],
      [3, 'promote', 'better by 3 %'],
      [4, 'promote', 'by hand'],
      [5, 'rollback', 'worse live'],
      [6, 'rollback', 'still worse'],
    ])
  })

  it('has nothing to roll back to before a second promotion', async () => {
    await registry.add(first)
    await expect(registry.rollBack(because('?'))).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    await registry.promote(first.fingerprint, because('the first'))
    await expect(registry.rollBack(because('?'))).rejects.toThrow('the first')
  })

  it('refuses a verdict against a champion that no longer serves', async () => {
    for (const model of [first, second, third]) await registry.add(model)
    await registry.promote(first.fingerprint, because('the first'))
    await registry.promote(second.fingerprint, because('meanwhile'))
    await expect(registry.promote(third.fingerprint, because('late', first.fingerprint))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    })
    expect((await registry.standing()).champion).toBe(second.fingerprint)
  })

  it('loses no decision when several writers decide at once', async () => {
    await registry.add(first)
    const writers = Array.from({ length: 8 }, () => createRegistry(held, { now: () => time++ }))
    await Promise.all(writers.map((writer, i) => writer.challenge(first.fingerprint, because(`writer ${i}`))))
    const history = await registry.history()
    expect(history.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(new Set(history.map(({ reason }) => reason)).size).toBe(8)
  })

  it('says which object is damaged', async () => {
    await held.create('decisions/00000001.json', new TextEncoder().encode('{"number":1}'))
    await expect(registry.standing()).rejects.toThrow('decisions/00000001.json')
  })
})
