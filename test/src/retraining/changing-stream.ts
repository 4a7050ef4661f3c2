import * as memory from '../../../connectors/memory/index.ts'
import { features } from '../../../operators/index.ts'
import type { Model } from '../../../src/model/model.ts'
import { createRandom } from '../../../src/numeric/random.ts'
import { createRegistry } from '../../../src/registry/create-registry.ts'
import type { ObjectStore } from '../../../src/registry/object-store.ts'
import type { ReadRequest } from '../../../src/retraining/run-retraining.ts'
import { readWindow } from '../../../src/retraining/window/read-window.ts'
import { trainForecaster } from '../../../src/training/train-forecaster.ts'

export interface StreamShape {
  readonly seed: number
  readonly ticks: number
  /** Ticks of a key before each change is turned around by the next, not drawn along. */
  readonly changeAt?: number
  readonly keys?: readonly string[]
}

export type Price = { readonly price: number }

/** Values whose changes follow from the last change: they go on at first, and turn back after `changeAt` ticks. */
export function changingStream({ seed, ticks, changeAt = Infinity, keys = ['a', 'b'] }: StreamShape) {
  const random = createRandom(seed)
  const values = keys.map(() => ({ price: 100, change: 0 }))
  const entries: memory.MemoryTick<Price>[] = []
  for (let t = 0; t < ticks; t++) {
    keys.forEach((key, k) => {
      const own = values[k]!
      own.change = (t < changeAt ? 0.6 : -0.6) * own.change + 0.1 * random.normal()
      own.price += own.change
      entries.push({ key, value: { price: own.price }, eventTime: t * 1000 })
    })
  }
  return entries
}

export const spec = {
  name: 'changes',
  input: {
    kind: 'features',
    features: [
      { kind: 'difference', lag: 1 },
      { kind: 'difference', lag: 5 },
      { kind: 'volatility', halfLife: 10 },
      { kind: 'deviation', halfLife: 20 },
    ],
  },
  layers: [{ cell: 'gru', hidden: 8, reset: 'before' }],
  head: { kind: 'forecast', horizons: [1, 2], quantiles: [0.1, 0.9], target: 'difference' },
} as const

/** A model of the stream as it was before the change. */
export function trainChampion(entries: readonly memory.MemoryTick<Price>[], updates = 150): Promise<Model> {
  const keys = [...new Set(entries.map(({ key }) => key))]
  const series = keys.map((key) => ({
    key,
    values: entries.filter((entry) => entry.key === key).map(({ value }) => value.price),
  }))
  return trainForecaster({ series, spec, options: { updates }, thread: 'here' })
}

/** A registry with this champion, whose time stands still until somebody sets it. */
export async function registryWith(champion: Model, objects: ObjectStore = memory.objects()) {
  const clock = { now: 1_000_000 }
  const registry = createRegistry(objects, { now: () => clock.now })
  await registry.add(champion)
  await registry.promote(champion.fingerprint, { reason: 'the first' })
  return { registry, objects, clock }
}

/** Reads windows of a log that grows meanwhile. */
export function reader(log: () => readonly memory.MemoryTick<Price>[]) {
  return (request: ReadRequest) =>
    readWindow<Price>({ ...request, source: memory.source({ entries: log() }), chain: features(request.model) })
}
