import { createModel } from '../../../../src/model/create-model.ts'
import type { Model } from '../../../../src/model/model.ts'
import { createRandom } from '../../../../src/numeric/random.ts'

/**
 * The model with so much noise on every weight that it forgets slowly: after many ticks a state still shows whether one
 * was left out, or who served it.
 */
export function wild({ spec, weights }: Model, seed: number): Model {
  const random = createRandom(seed)
  return createModel(
    spec,
    weights.map((weight) => weight + 3 * (random.next() - 0.5)),
  )
}
