import { createModel } from '../../src/model/create-model.ts'
import { initialise } from '../../src/model/initialise.ts'
import type { Model } from '../../src/model/model.ts'
import { modelSpecSchema, type CellKind } from '../../src/model/spec.ts'

/** An untrained forecaster: enough for everything but skill. */
export function randomForecaster(cell: CellKind = 'gru', seed = 1): Model {
  const spec = modelSpecSchema.parse({
    name: `random-${cell}`,
    input: {
      kind: 'features',
      features: [
        { kind: 'log-return', lag: 1 },
        { kind: 'log-return', lag: 5 },
      ],
    },
    layers: [
      { cell, hidden: 8 },
      { cell: 'rnn', hidden: 5 },
    ],
    head: { kind: 'forecast', horizons: [1, 3], quantiles: [0.1, 0.9] },
  })
  return createModel(spec, initialise(spec, seed))
}

export interface Price {
  readonly symbol: string
  readonly price: number
}

/** A seeded random walk over a few symbols, taking turns irregularly. */
export function randomWalk(length: number, symbols: readonly string[] = ['A', 'B', 'C']): Price[] {
  let seed = 7
  const next = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
  const prices = symbols.map(() => 50 + 50 * next())
  return Array.from({ length }, () => {
    const n = Math.floor(next() * symbols.length)
    prices[n]! *= 1 + 0.02 * (next() - 0.5)
    return { symbol: symbols[n]!, price: Math.round(prices[n]! * 100) / 100 }
  })
}
