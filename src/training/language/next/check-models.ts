import { TickwiseError } from '../../../errors.ts'
import { canonicalJson } from '../../../model/canonical-json.ts'
import type { Model } from '../../../model/model.ts'
import type { ModelSpec } from '../../../model/spec.ts'
import type { NextOptions } from './next-options.ts'

/** A copy of the weights of a model that a training begins with: of the same input, layers and head. */
export function weightsLike({ spec, weights }: Model, wanted: ModelSpec): Float32Array {
  const shapeOf = ({ input, layers, head }: ModelSpec) => canonicalJson({ input, layers, head })
  if (shapeOf(spec) === shapeOf(wanted)) return weights.slice()
  throw new TickwiseError('INPUT_INVALID', {
    expected: 'a model to begin with of the same words, layers and head',
    received: `model "${spec.name}", which differs`,
    action: 'Give the options that it was trained with, or begin without it.',
  })
}

/** Says whether a model of the next word can learn from another one: the same words, a softmax over some of them. */
export function checkTeacher(teacher: Model, { input }: ModelSpec, { sampled }: NextOptions): Model {
  const { input: theirs, head } = teacher.spec
  const wordsOf = (of: ModelSpec['input']) =>
    of.kind === 'tokens' && canonicalJson([of.tokeniser, of.vocabulary, of.buckets])
  if (head.kind !== 'next' || wordsOf(theirs) !== wordsOf(input)) {
    throw new TickwiseError('INPUT_INVALID', {
      expected: 'a teacher that knows the same words and says which comes next',
      received: `model "${teacher.spec.name}", which knows others`,
      action: 'Train it with the same vocabulary, tokeniser and buckets.',
    })
  }
  if (sampled > 0 && input.kind === 'tokens' && sampled < input.vocabulary.length) return teacher
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'a sampled softmax, of fewer words than there are, when there is a teacher',
    received: `sampled: ${sampled}`,
    action: 'Set `sampled`.',
  })
}
