import { z } from 'zod'

export const Price = z.object({ time: z.number(), price: z.number().positive() })
/** How people feel about a symbol: from -1, bad, to 1, good. */
export const Sentiment = z.object({ time: z.number(), score: z.number().min(-1).max(1) })

/** What the merged topic holds: either of them, by symbol. */
export const Merged = z.discriminatedUnion('kind', [
  Price.extend({ kind: z.literal('price') }),
  Sentiment.extend({ kind: z.literal('sentiment') }),
])
export type Merged = z.infer<typeof Merged>
