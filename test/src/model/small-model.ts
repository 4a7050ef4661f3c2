import { createModel } from '../../../src/model/create-model.ts'
import { initialise } from '../../../src/model/initialise.ts'
import type { Model } from '../../../src/model/model.ts'
import type { ModelSpec } from '../../../src/model/spec.ts'

export const smallSpec: ModelSpec = {
  name: 'small',
  input: {
    kind: 'features',
    features: [
      { kind: 'log-return', lag: 1 },
      { kind: 'volatility', halfLife: 5 },
    ],
  },
  layers: [
    { cell: 'lstm', hidden: 3 },
    { cell: 'gru', hidden: 4, reset: 'after' },
  ],
  head: { kind: 'forecast', horizons: [1, 5], quantiles: [0.1, 0.9], target: 'log-return' },
}

export function smallModel(): Model {
  return createModel(smallSpec, initialise(smallSpec, 1), { seed: 1, note: 'ünïcode' })
}
