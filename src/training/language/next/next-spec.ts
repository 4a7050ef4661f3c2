import { parseModelSpec } from '../../../model/parse-model-spec.ts'
import type { ModelSpec } from '../../../model/spec.ts'
import type { NextOptions } from './next-options.ts'

/** Words of the vocabulary that are none. */
export interface SpecialWords {
  /** Never offered. */
  readonly silent: readonly string[]
  /** After each sentence, and before the first. */
  readonly sentenceEnd?: string | undefined
}

/** One recurrent layer between an embedding and a softmax that share their weights. */
export function nextSpec(
  vocabulary: readonly string[],
  { silent, sentenceEnd }: SpecialWords,
  options: NextOptions,
): ModelSpec {
  const { name, tokeniser, cell, hidden, buckets } = options
  return parseModelSpec({
    name,
    input: { kind: 'tokens', tokeniser, vocabulary, buckets, embedding: hidden },
    layers: [{ cell, hidden }],
    head: { kind: 'next', vocabulary: 'input', silent, ...(sentenceEnd !== undefined && { sentenceEnd }) },
  })
}
