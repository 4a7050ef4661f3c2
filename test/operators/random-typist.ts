import { createModel } from '../../src/model/create-model.ts'
import { initialise } from '../../src/model/initialise.ts'
import type { Model } from '../../src/model/model.ts'
import { modelSpecSchema, type CellKind } from '../../src/model/spec.ts'
import { createRandom } from '../../src/numeric/random.ts'

export const typistWords = [
  'the',
  'then',
  'there',
  'place',
  'plan',
  'going',
  'to',
  'am',
  'i',
  "don't",
  '.',
  ',',
  '<end>',
  '<unknown>',
]

/** A model of the next word whose weights mean nothing: enough for everything but skill. */
export function randomTypist(cell: CellKind = 'rnn', seed = 1): Model {
  const spec = modelSpecSchema.parse({
    name: 'random-typist',
    input: { kind: 'tokens', tokeniser: 'words', vocabulary: typistWords, buckets: 3, embedding: 8 },
    layers: [{ cell, hidden: 8 }],
    head: { kind: 'next', vocabulary: 'input', silent: ['<end>', '<unknown>'], sentenceEnd: '<end>' },
  })
  const random = createRandom(seed)
  return createModel(
    spec,
    initialise(spec, seed).map((weight) => Math.fround(weight + 0.6 * (2 * random.next() - 1))),
  )
}
