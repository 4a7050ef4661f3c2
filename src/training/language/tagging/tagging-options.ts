import { z } from 'zod'
import { TickwiseError } from '../../../errors.ts'

const share = z.number().min(0).lt(1)
const count = z.int().min(1)

/** How a tagger is built and trained; the defaults were chosen on held-out training sentences of film reviews. */
const taggingSchema = z.strictObject({
  name: z.string().default('tagger'),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  tokeniser: z.enum(['words', 'characters']).default('words'),
  cell: z.enum(['rnn', 'lstm', 'gru']).default('lstm'),
  hidden: count.max(4096).default(32),
  embedding: count.max(4096).default(32),
  /** First numbers of the embedding are uniform in +-0.1 times this. */
  embeddingScale: z.number().positive().default(5),
  /** Tokens seen so often at least have a row of their own; the others share `buckets` rows. */
  leastCount: count.default(2),
  buckets: count.default(1),
  /** Size of the table of class ratios; 0 leaves them out. */
  ratioBuckets: z.int().min(0).default(1_048_576),
  /** Ratios that a training text sees are counted on the other folds. */
  folds: z.int().min(2).default(10),
  epochs: count.default(4),
  batch: count.default(64),
  /** Falls to 0 in a line. */
  learningRate: z.number().positive().default(0.003),
  weightDecay: z.number().min(0).default(1e-4),
  clip: z.number().positive().default(1),
  /** Share of the target that is spread over all classes. */
  smoothing: share.default(0.1),
  /** Dropout of whole tokens, of parts of the embedding, and of what the head sees; the latter two once a text. */
  tokenDropout: share.default(0.2),
  embeddingDropout: share.default(0.3),
  headDropout: share.default(0.4),
  /** Longer texts are cut for training. */
  maxTokens: count.default(256),
})
export type TaggingOptions = z.infer<typeof taggingSchema>
export type TaggingInput = z.input<typeof taggingSchema>

/** Fills defaults. Throws `CONFIG_INVALID` naming every problem at once. */
export function parseTaggingOptions(value: unknown): TaggingOptions {
  const parsed = taggingSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'options of a tagger',
    received: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'options'}: ${message}`).join('; '),
    action: 'Correct what is named.',
    cause: parsed.error,
  })
}
