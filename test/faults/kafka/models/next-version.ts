import { createModel } from '../../../../src/model/create-model.ts'
import { initialise } from '../../../../src/model/initialise.ts'
import type { Model } from '../../../../src/model/model.ts'
import { modelSpecSchema } from '../../../../src/model/spec.ts'
import type { Random } from '../../../../src/numeric/random.ts'
import { shaken } from '../../../operators/shaken.ts'

const cells = ['rnn', 'lstm', 'gru'] as const

/** A model that was never there: mostly of the champion's shape, so that its states can be carried over. */
export function nextVersion(champion: Model, random: Random): Model {
  const seed = 1 + random.integer(2 ** 30)
  if (random.next() < 0.75) return shaken(champion, seed)
  const layers = [{ cell: cells[random.integer(cells.length)]!, hidden: 3 + random.integer(9) }]
  const spec = modelSpecSchema.parse({ ...champion.spec, layers })
  return shaken(createModel(spec, initialise(spec, seed)), seed)
}
