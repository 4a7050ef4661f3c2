import { exp } from '../../../src/numeric/exp.ts'
import { createRandom } from '../../../src/numeric/random.ts'
import type { Series } from '../../../src/training/make-forecast-sequences.ts'

/**
 * Prices whose log returns r follow r[t] = momentum * r[t-1] + 1 % of noise; without momentum, a random walk that
 * nobody can forecast better than by its last value.
 */
export function priceSeries(key: string, ticks: number, momentum: number, seed: number): Series {
  const random = createRandom(seed)
  let level = 4
  let change = 0
  const values = Array.from({ length: ticks }, () => {
    change = momentum * change + 0.01 * random.normal()
    level += change
    return exp(level)
  })
  return { key, values }
}

export const forecastSpec = {
  name: 'prices',
  input: {
    kind: 'features',
    features: [
      { kind: 'log-return', lag: 1 },
      { kind: 'volatility', halfLife: 5 },
    ],
  },
  layers: [{ cell: 'gru', hidden: 8, reset: 'before' }],
  head: { kind: 'forecast', horizons: [1, 3], quantiles: [0.1, 0.9], target: 'log-return' },
} as const
