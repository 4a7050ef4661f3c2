import type * as memory from '../../../connectors/memory/index.ts'
import { createRandom } from '../../../src/numeric/random.ts'

export type Price = { readonly price: number }

export interface RegimeStream {
  readonly seed: number
  readonly keys: number
  /** Of all keys together. */
  readonly ticks: number
  /** The tick at which the regime changes. */
  readonly changeAt: number
}

/**
 * Values whose changes depend on the last two changes, and whose noise comes in calm and wild stretches. After the change
 * what drove them on turns them back.
 */
export function regimeStream({ seed, keys, ticks, changeAt }: RegimeStream): memory.MemoryTick<Price>[] {
  const random = createRandom(seed)
  const states = Array.from({ length: keys }, () => ({ price: 100, last: 0, before: 0, wildness: 1 }))
  return Array.from({ length: ticks }, (_, tick) => {
    const index = tick % keys
    const state = states[index]!
    state.wildness = 0.05 + 0.93 * state.wildness + 0.02 * random.normal() * random.normal()
    const noise = 0.1 * Math.max(0.2, state.wildness) * random.normal()
    const drive = tick < changeAt ? 0.6 * state.last - 0.2 * state.before : 0.3 * state.before - 0.6 * state.last
    state.before = state.last
    state.last = drive + noise
    state.price += state.last
    return { key: `k${index}`, value: { price: state.price }, eventTime: tick * 1000 }
  })
}

/** What is retrained: a small GRU, by differences. */
export const regimeSpec = {
  name: 'regime',
  input: {
    kind: 'features',
    features: [
      { kind: 'difference', lag: 1 },
      { kind: 'difference', lag: 2 },
      { kind: 'difference', lag: 5 },
      { kind: 'volatility', halfLife: 10 },
      { kind: 'deviation', halfLife: 20 },
    ],
  },
  layers: [{ cell: 'gru', hidden: 16, reset: 'before' }],
  head: { kind: 'forecast', horizons: [1], quantiles: [0.1, 0.9], target: 'difference' },
} as const
