import { createModel } from '../../src/model/create-model.ts'
import type { Model } from '../../src/model/model.ts'
import { createRandom } from '../../src/numeric/random.ts'

/** The model with noise on every weight: a head that nobody trained says the same whatever the state. */
export function shaken({ spec, weights }: Model, seed: number): Model {
  const random = createRandom(seed)
  return createModel(
    spec,
    weights.map((weight) => weight + 0.4 * (random.next() - 0.5)),
  )
}
