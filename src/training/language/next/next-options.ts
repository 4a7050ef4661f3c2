import { z } from 'zod'
import { TickwiseError } from '../../../errors.ts'

const share = z.number().min(0).lt(1)
const count = z.int().min(1)

/** How a model of the next word is built and trained; the defaults are for a million words of news. */
const nextSchema = z.strictObject({
  name: z.string().default('next'),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  tokeniser: z.enum(['words', 'characters']).default('words'),
  cell: z.enum(['rnn', 'lstm', 'gru']).default('lstm'),
  /** Units of the one layer, and numbers of the embedding, which is the head's weights, too. */
  hidden: count.max(4096).default(256),
  /** Rows that unknown words share. */
  buckets: count.default(1),
  epochs: count.default(8),
  /** Streams side by side; the state is carried along each. */
  batch: count.default(20),
  timesteps: count.default(35),
  /** Rises in a line over `warmUp` updates, then falls to 0 in a line. */
  learningRate: z.number().positive().default(0.0025),
  warmUp: z.int().min(0).default(200),
  beta2: share.default(0.99),
  clip: z.number().positive().default(1),
  /** Dropout of whole words, of parts of the embedding, of what the head sees and of recurrent weights; once a window. */
  wordDropout: share.default(0.05),
  inputDropout: share.default(0.2),
  outputDropout: share.default(0.3),
  recurrentDropout: share.default(0.25),
  /** Words drawn for a window's softmax on average, the frequent ones more often; 0 takes all of them. */
  sampled: z.int().min(0).default(800),
  /** With a teacher: how much of what is learned is what the teacher expects; the rest is the word that came. */
  teacherShare: z.number().min(0).max(1).default(0.5),
})
export type NextOptions = z.infer<typeof nextSchema>
export type NextInput = z.input<typeof nextSchema>

/** Fills defaults. Throws `CONFIG_INVALID` naming every problem at once. */
export function parseNextOptions(value: unknown): NextOptions {
  const parsed = nextSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'options of a model of the next word',
    received: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'options'}: ${message}`).join('; '),
    action: 'Correct what is named.',
    cause: parsed.error,
  })
}
