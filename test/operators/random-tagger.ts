import { createModel } from '../../src/model/create-model.ts'
import { initialise } from '../../src/model/initialise.ts'
import type { Model } from '../../src/model/model.ts'
import { modelSpecSchema } from '../../src/model/spec.ts'
import { createRandom } from '../../src/numeric/random.ts'

/** A tagger whose weights mean nothing: enough for everything but skill. */
export function randomTagger(classes: readonly string[] = ['negative', 'positive'], seed = 1): Model {
  const spec = modelSpecSchema.parse({
    name: 'random-tagger',
    input: {
      kind: 'tokens',
      tokeniser: 'words',
      vocabulary: ['the', 'film', 'was', 'dull', 'good', '.', 'is'],
      buckets: 3,
      embedding: 5,
      ratios: { buckets: 64 },
    },
    layers: [{ cell: 'lstm', hidden: 6 }],
    head: { kind: 'label', classes, pooling: 'mean' },
  })
  const random = createRandom(seed)
  return createModel(
    spec,
    initialise(spec, seed).map((weight) => Math.fround(weight + 0.3 * (2 * random.next() - 1))),
  )
}
