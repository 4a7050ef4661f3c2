import { parseModelSpec } from '../../../model/parse-model-spec.ts'
import type { ModelSpec } from '../../../model/spec.ts'
import type { TaggingOptions } from './tagging-options.ts'

/** The spec of a tagger over the tokens that its training texts have often enough, the most frequent first. */
export function taggerSpec(
  texts: readonly (readonly string[])[],
  classes: readonly string[],
  options: TaggingOptions,
): ModelSpec {
  const counts = new Map<string, number>()
  for (const tokens of texts) for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1)
  const vocabulary = [...counts]
    .filter(([, count]) => count >= options.leastCount)
    .sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || (a < b ? -1 : 1))
    .map(([token]) => token)
  return parseModelSpec({
    name: options.name,
    input: {
      kind: 'tokens',
      tokeniser: options.tokeniser,
      vocabulary,
      buckets: options.buckets,
      embedding: options.embedding,
      ...(options.ratioBuckets > 0 && { ratios: { buckets: options.ratioBuckets } }),
    },
    layers: [{ cell: options.cell, hidden: options.hidden }],
    head: { kind: 'label', classes, pooling: 'mean' },
  })
}
