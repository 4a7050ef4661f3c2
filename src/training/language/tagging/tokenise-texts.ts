import { noToken, ratioBuckets } from '../../../text/ratio-buckets.ts'
import type { TokenTable } from '../../../text/token-table.ts'
import { fnv1a } from '../../../text/fnv-1a.ts'
import { ClassCounts } from './class-counts.ts'
import type { TaggedTokens } from './tagged-text.ts'

/** A text's tokens in a model's terms, before anything is counted. */
export interface BucketedText {
  readonly label: number
  readonly rows: Int32Array
  /** [tokens][2]: bucket of the token, bucket of its pair. */
  readonly buckets: Int32Array
}

export function bucketText(tokens: readonly string[], label: number, table: TokenTable, buckets: number): BucketedText {
  const rows = new Int32Array(tokens.length)
  const found = new Int32Array(2 * tokens.length)
  let previous = noToken
  tokens.forEach((token, i) => {
    rows[i] = table.rowOf(token)
    if (buckets > 0) {
      const { token: one, pair } = ratioBuckets(token, previous, buckets)
      found[2 * i] = one
      found[2 * i + 1] = pair
    }
    previous = fnv1a(token)
  })
  return { label, rows, buckets: found }
}

/** Each bucket of a text once. */
function featuresOf({ buckets }: BucketedText): number[] {
  return [...new Set(buckets)]
}

/** Ratios of one text by some counts: [tokens][2 x logits]. With two classes only the second has a logit. */
export function ratiosOf({ buckets }: BucketedText, counts: ClassCounts, logits: number): Float32Array {
  const ratios = new Float32Array(buckets.length * logits)
  buckets.forEach((bucket, i) => {
    for (let logit = 0; logit < logits; logit++) {
      ratios[i * logits + logit] = counts.ratio(logits === 1 ? 1 : logit, bucket)
    }
  })
  return ratios
}

/**
 * Counts all texts, and gives each the ratios that the other folds counted: what a text says about itself a network
 * would trust too much.
 */
export function countRatios(
  texts: readonly BucketedText[],
  { classes, buckets, folds }: { readonly classes: number; readonly buckets: number; readonly folds: number },
): { counts: ClassCounts; examples: TaggedTokens[] } {
  const counts = new ClassCounts(classes, buckets)
  const logits = classes === 2 ? 1 : classes
  for (const text of texts) counts.add(featuresOf(text), text.label, 1)
  const examples = new Array<TaggedTokens>(texts.length)
  for (let fold = 0; fold < folds; fold++) {
    const own = texts.flatMap((text, i) => (i % folds === fold ? [{ text, i }] : []))
    for (const { text } of own) counts.add(featuresOf(text), text.label, -1)
    for (const { text, i } of own) {
      examples[i] = { label: text.label, rows: text.rows, ratios: ratiosOf(text, counts, logits) }
    }
    for (const { text } of own) counts.add(featuresOf(text), text.label, 1)
  }
  return { counts, examples }
}
