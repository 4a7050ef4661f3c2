import { createModel } from '../../../../src/model/create-model.ts'
import { initialise } from '../../../../src/model/initialise.ts'
import type { Model } from '../../../../src/model/model.ts'
import { modelSpecSchema } from '../../../../src/model/spec.ts'
import type { Random } from '../../../../src/numeric/random.ts'
import { wild } from './wild.ts'

const cells = ['rnn', 'lstm', 'gru'] as const

/** A model that was never there: mostly of the first one's shape, so that its states can be carried over. */
export function nextVersion(base: Model, random: Random): Model {
  const seed = 1 + random.integer(2 ** 30)
  if (random.next() < 0.75) return wild(base, seed)
  const layers = [{ cell: cells[random.integer(cells.length)]!, hidden: 3 + random.integer(9) }]
  const spec = modelSpecSchema.parse({ ...base.spec, layers })
  return wild(createModel(spec, initialise(spec, seed)), seed)
}
