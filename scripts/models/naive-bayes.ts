import { fnv1a } from '../../src/text/fnv-1a.ts'
import { noToken, ratioBuckets } from '../../src/text/ratio-buckets.ts'
import { splitWords } from '../../src/text/split-words.ts'
import { ClassCounts } from '../../src/training/language/tagging/class-counts.ts'
import type { TaggedText } from '../../src/training/language/tagging/tagged-text.ts'

const buckets = 1_048_576

/** The baseline of every tagger: naive Bayes over a text's words and pairs of words, each counted once, two classes. */
export function naiveBayes(texts: readonly TaggedText[]): (text: string) => number {
  const counts = new ClassCounts(2, buckets)
  for (const { text, label } of texts) counts.add(featuresOf(text), label, 1)
  return (text) => (featuresOf(text).reduce((sum, bucket) => sum + counts.ratio(1, bucket), 0) > 0 ? 1 : 0)
}

function featuresOf(text: string): number[] {
  const features = new Set<number>()
  let previous = noToken
  for (const { text: token } of splitWords(text)) {
    const { token: one, pair } = ratioBuckets(token, previous, buckets)
    features.add(one)
    features.add(pair)
    previous = fnv1a(token)
  }
  return [...features]
}
